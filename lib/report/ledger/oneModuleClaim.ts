/*
 * "Without distinct modules MQAT becomes uniform quantization-aware training" (MQAT, section 5). The claim is about Algorithm 1,
 * not about accuracies: the algorithm itself is executed for a network of one module, for every outcome that its probe can have.
 */
import { algorithm1, type QuantizationStep } from '../../mqat/algorithm1';
import type { JudgedReading } from './claimVerdicts';

/** The claim in the paper's list. */
export const oneModuleClaim = 'no-modules';

const widths = [2, 4, 8];
const compressionFactors = [4, 8, 16];
/** Of the probe; full precision has 0.5. */
const probeAccuracies = [0.4, 0.6];
const whole = 'network';

/** Reproduced when Algorithm 1 always ends with every weight at one width, quantized and retrained once from full precision. */
export async function judgeOneModule(): Promise<JudgedReading> {
  let [uniform, of] = [0, 0];
  for (const probeAccuracy of probeAccuracies) {
    for (const compressionFactor of compressionFactors) {
      const { model, rho } = await algorithm1<readonly QuantizationStep[]>(
        {
          ...{ modules: [whole], sizes: { [whole]: 1 }, fullPrecision: [] },
          quantizeAndRetrain: (steps, name, bits) => Promise.resolve([...steps, { module: name, bits }]),
          accuracy: ({ length }) => Promise.resolve(length === 0 ? 0.5 : probeAccuracy),
          importance: (_model, _modules, bits) =>
            Promise.resolve({ [whole]: bits.map((width) => 1 / width) }),
        },
        { widths, compressionFactor },
      );
      if (model.length === 1 && model[0].bits === rho[whole]) uniform++;
      of++;
    }
  }
  return {
    reading: 'Algorithm 1, executed for one module',
    verdict: uniform === of ? 'reproduced' : 'contradicted',
    evidence: `${uniform} of ${of} outcomes are one step at one width`,
  };
}
