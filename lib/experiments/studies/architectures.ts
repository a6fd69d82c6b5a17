import { fullPrecisionKey, fullPrecisionRuns, type ExperimentRun } from '../configuration/experiment';
import type { ExperimentScope } from '../configuration/experimentScope';
import { networkModules, type NetworkName } from '../configuration/networkModules';
import { distinctRuns } from './flowStudy';

/** Networks in the order of the tables. */
export const architectures = Object.keys(networkModules) as NetworkName[];

/** @returns the key of a network's run at full precision */
export function architectureKey(network: NetworkName): string {
  return `${fullPrecisionKey}-${network}`;
}

/** Every network at full precision, with the training of the profile; CA-SpaceNet starts from WDR. */
export function architectureRuns(scope: ExperimentScope, seed: number): ExperimentRun[] {
  const runs = architectures.flatMap((network) => {
    const own = fullPrecisionRuns({ ...scope, model: { ...scope.model, network } }, seed);
    return own.map((run) => (run.key === fullPrecisionKey ? named(run, network) : run));
  });
  return distinctRuns(runs);
}

function named(run: ExperimentRun, network: NetworkName): ExperimentRun {
  return { ...run, key: architectureKey(network), title: `${network} at full precision` };
}
