import { describeEngine, tensorflowVersion } from '../../tensor/engine';
import type { EngineIdentity } from '../configuration/runIdentity';

/** @returns what this process computes with; runs train, and sensitivity is measured, as compiled graphs */
export function engineIdentity(): EngineIdentity {
  const { device, threads } = describeEngine();
  return { mode: 'graph', device, threads, tensorflow: tensorflowVersion() };
}
