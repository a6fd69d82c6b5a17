import { fullPrecision, type PrecisionPolicy } from '../../models/modularNetwork';
import type { Quantization } from '../../quantizers/quantization';
import { assignVariables } from '../../training/namedVariables';
import { buildNetwork } from '../networks/networks';
import { restorable } from './quantizedParent';
import { readRunCheckpoint } from './runCheckpoint';
import type { RunConfiguration } from '../configuration/runConfiguration';
import { weightsFile } from './runFiles';
import type { RunNetwork } from '../networks/runNetwork';
import { quantizeNetwork } from '../networks/runQuantization';
import { checkpointArrays, checkQuantizers, quantizerVariables, storedLayerBits } from './trainingState';

/** A network as a run left it, with the precision it was trained at. */
export interface TrainedNetwork {
  readonly network: RunNetwork;
  readonly precision: PrecisionPolicy;
  /** Undefined at full precision */
  readonly quantization: Quantization | undefined;
  dispose(): void;
}

/**
 * Loads the weights and quantizers that a run left.
 * @throws CheckpointError when the file is missing, damaged, of another network or quantized otherwise
 */
export async function loadTrainedNetwork(
  configuration: RunConfiguration,
  id: string,
  workFolder: string,
): Promise<TrainedNetwork> {
  const file = weightsFile(workFolder, id);
  const network = buildNetwork(configuration.model, configuration.seed);
  let quantization: Quantization | undefined;
  const dispose = () => {
    for (const part of [quantization, network]) part?.dispose();
  };
  try {
    const checkpoint = await readRunCheckpoint(file, configuration, network);
    checkQuantizers(checkpoint, configuration, file);
    const arrays = checkpointArrays(checkpoint);
    assignVariables([...network.parameters, ...network.statistics], arrays, file);
    quantization = quantizeNetwork(network, configuration, storedLayerBits(checkpoint, file));
    assignVariables(restorable(quantizerVariables(quantization), arrays), arrays, file);
    return { network, precision: quantization ?? fullPrecision, quantization, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}
