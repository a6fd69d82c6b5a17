/*
 * What each method quantizes beside the weights of modules, as published. LSQ (arXiv 1902.08153, section 3): inputs at the
 * width of the weights, by a learned step; first and last layers at 8 bits. HAWQ-V3 (arXiv 2011.10680, section 4): likewise,
 * by a calibrated range, layers at 4 or 8 bits. MQAT's own code: inputs at 8 bits by a range calibrated in one epoch; first
 * and last layers are quantized as their modules are.
 */
import { profileOf } from '../configuration/experiment';
import type { ActivationConfiguration, QuantizationPolicy } from '../configuration/quantizationConfiguration';
import type { ExperimentScope } from '../configuration/experimentScope';
import type { ProfileName } from '../configuration/runConfiguration';
import { profileSensitivity } from '../sensitivity/runSensitivity';

/** The policies of the methods that are compared; ranges are calibrated in one epoch of the profile's training images. */
export function publishedPolicies(scope: ExperimentScope) {
  const { batchSize } = profileOf(scope).fullPrecision;
  const calibrationBatches = Math.ceil(scope.dataset.images.train / batchSize);
  const inputs = (
    method: ActivationConfiguration['method'],
    bits: ActivationConfiguration['bits'],
  ): ActivationConfiguration => ({ method, bits, calibrationBatches });
  return {
    lsq: { activations: inputs('learned', 'as weights'), firstAndLastLayers: 8 },
    hawqV3: { activations: inputs('calibrated', 'as weights'), firstAndLastLayers: 8 },
    mqat: { activations: inputs('calibrated', 8) },
  } as const satisfies Record<string, QuantizationPolicy>;
}

/**
 * Widths layer by layer.
 * @param widths - to choose from, ascending
 */
export function layerAllocation(
  profile: ProfileName,
  compressionFactor: number,
  widths: readonly number[],
): QuantizationPolicy {
  const { batchCount: batches, traces } = profileSensitivity(profile);
  return { allocation: { widths, compressionFactor, batches, traces } };
}
