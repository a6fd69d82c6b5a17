import { fullPrecision, type PrecisionPolicy } from '../models/modularNetwork';
import type { WdrNetwork } from '../models/wdr';
import { quantize } from '../quantizers/quantization';
import { readCheckpoint } from '../training/checkpoint';
import { assignVariables } from '../training/namedVariables';
import { buildNetwork } from './networks';
import type { RunConfiguration } from './runConfiguration';
import { weightsFile } from './trainingRun';
import { checkpointArrays, expectedModel } from './trainingState';

/** A network as a run left it, with the precision it was trained at. */
export interface TrainedNetwork {
  readonly network: WdrNetwork;
  readonly precision: PrecisionPolicy;
  dispose(): void;
}

/**
 * Loads the weights and quantizers that a run left.
 * @throws CheckpointError when the file is missing, damaged or of another network
 */
export async function loadTrainedNetwork(
  configuration: RunConfiguration,
  id: string,
  workFolder: string,
): Promise<TrainedNetwork> {
  const file = weightsFile(workFolder, id);
  const network = buildNetwork(configuration.model, configuration.seed);
  const checkpoint = await readCheckpoint(file, expectedModel(configuration, network));
  const arrays = checkpointArrays(checkpoint);
  assignVariables([...network.parameters, ...network.statistics], arrays, file);
  const { method } = configuration;
  const quantization = method === 'none' ? undefined : quantize(network, configuration.quantization, method);
  if (quantization !== undefined)
    assignVariables([...quantization.trained, ...quantization.state], arrays, file);
  return {
    network,
    precision: quantization ?? fullPrecision,
    dispose: () => {
      quantization?.dispose();
      network.dispose();
    },
  };
}
