import type { Checkpoint } from '../../training/checkpoint';
import { assignVariables, type StoredArray } from '../../training/namedVariables';
import { networkStarts } from '../configuration/networkModules';
import { buildNetwork, networkNamed } from '../networks/networks';
import { readRunCheckpoint } from './runCheckpoint';
import type { RunConfiguration } from '../configuration/runConfiguration';
import { weightsFile } from './runFiles';
import type { RunNetwork } from '../networks/runNetwork';
import { checkpointArrays } from './trainingState';

/** What a run's parent left. */
export interface ParentWeights {
  readonly checkpoint: Checkpoint;
  readonly file: string;
}

/**
 * Gives a network the weights of the run that it starts from: those of its own kind, or, for the full-precision training of
 * a network that starts from another, the other's tensors by its row's names.
 * @returns undefined where the run has no parent
 * @throws CheckpointError when the parent's weights are missing or belong to another network
 */
export async function startFromParent(
  network: RunNetwork,
  configuration: RunConfiguration,
  workFolder: string,
): Promise<ParentWeights | undefined> {
  const { parent, role, model } = configuration;
  if (parent === undefined) return undefined;
  const file = weightsFile(workFolder, parent);
  const other = role === 'fullPrecision' ? networkStarts[model.network] : undefined;
  if (other !== undefined) {
    const checkpoint = await readOther({ ...configuration, model: { ...model, network: other } }, file);
    startFromOther(network, networkNamed(model.network).sourceOf!, checkpointArrays(checkpoint), file);
    return { checkpoint, file };
  }
  const checkpoint = await readRunCheckpoint(file, configuration, network);
  assignVariables([...network.parameters, ...network.statistics], checkpointArrays(checkpoint), file);
  return { checkpoint, file };
}

/** The other network is built for the shapes that its checkpoint must have. */
async function readOther(configuration: RunConfiguration, file: string): Promise<Checkpoint> {
  const other = buildNetwork(configuration.model, configuration.seed);
  try {
    return await readRunCheckpoint(file, configuration, other);
  } finally {
    other.dispose();
  }
}

function startFromOther(
  network: RunNetwork,
  sourceOf: (name: string) => string | undefined,
  stored: ReadonlyMap<string, StoredArray>,
  file: string,
): void {
  const started = [...network.parameters, ...network.statistics].flatMap(({ name, variable }) => {
    const source = sourceOf(name);
    return source === undefined ? [] : [{ name: source, variable }];
  });
  assignVariables(started, stored, file);
}
