import { availableParallelism, cpus, hostname, release, totalmem, type } from 'node:os';
import type { EngineIdentity } from '../configuration/runIdentity';

/** Facts about the machine and the code, for provenance. Nothing of it is hashed. */
export interface RunEnvironment {
  readonly node: string;
  /** Operating system, its release and the processor's architecture */
  readonly system: string;
  readonly host: string;
  readonly processor: string;
  readonly cores: number;
  /** Bytes */
  readonly memory: number;
  readonly engine: EngineIdentity;
  /** Git commit, or another name of the code's version */
  readonly codeVersion: string;
  /** Digest of what fixed steps compute here, to the last bit; earlier runs have none */
  readonly numerics?: string;
}

/**
 * Describes where a run happens.
 * @param codeVersion - git commit, or another name of the code's version
 */
export function describeEnvironment(engine: EngineIdentity, codeVersion: string): RunEnvironment {
  return {
    node: process.version,
    system: `${type()} ${release()} ${process.arch}`,
    host: hostname(),
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memory: totalmem(),
    engine,
    codeVersion,
  };
}
