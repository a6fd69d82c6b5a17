import type { Reporter } from '../../../common/reporter';
import type { PoseDataset } from '../../../datasets/poseDataset';
import { foldingCosts } from '../../../experiments/sensitivity/foldingCost';
import type { RunConfiguration } from '../../../experiments/configuration/runConfiguration';
import type { TrainedNetwork } from '../../../experiments/run/trainedNetwork';
import { loadPnpSolver } from '../../../geometry/pnp';
import { quantize } from '../../../quantizers/quantization';
import {
  quantizationMethods,
  type QuantizationMethod,
} from '../../../quantizers/methods/quantizationMethods';
import type { FoldedNetwork } from './foldingTable';

/**
 * What folding costs a network at full precision, and quantized without retraining to each of some widths.
 * @param trained - at full precision; left as it is
 * @param configuration - of the run that trained it
 * @param dataset - images to score on
 */
export async function foldedNetworks(
  trained: TrainedNetwork,
  { model, evaluation }: Pick<RunConfiguration, 'model' | 'evaluation'>,
  dataset: PoseDataset,
  method: QuantizationMethod,
  widths: readonly number[],
  reporter: Reporter,
): Promise<FoldedNetwork[]> {
  const { network } = trained;
  const options = { model, evaluation, solver: await loadPnpSolver(), reporter };
  const folded = [{ label: 'Full precision', costs: await foldingCosts(trained, dataset, options) }];
  for (const bits of widths) {
    const all = Object.fromEntries(network.modules.map((module) => [module, bits]));
    const precision = quantize(network, all, method);
    try {
      const costs = await foldingCosts({ network, precision }, dataset, options);
      folded.push({ label: `${quantizationMethods[method].label}, ${bits} bits`, costs });
    } finally {
      precision.dispose();
    }
  }
  return folded;
}
