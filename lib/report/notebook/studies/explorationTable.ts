import type { DataFrame } from 'danfojs-node';
import { recallName } from '../../../experiments/configuration/metricNames';
import { dataFrame } from '../../tables/dataFrame';
import type { Exploration } from './exploration';
import { percentText } from '../../tables/measuredText';

/** Every network on the way: what was quantized, bits of all modules, recall by ADD-0.1d on the test images, and its run. */
export async function explorationTable({ steps, runs }: Exploration): Promise<DataFrame> {
  const test = recallName('test', 'ADD', 0.1, 'all');
  return dataFrame(
    ['quantized', 'bits', 'recall, %', 'run'],
    runs.map(({ id, ingredients, metrics }, at) => {
      const step = steps[at - (runs.length - steps.length)] as (typeof steps)[number] | undefined;
      const { quantization } = ingredients.configuration;
      return [
        step === undefined ? 'nothing' : `${step.module} at ${step.bits} bits`,
        Object.values(quantization).join('-'),
        percentText(metrics[test]),
        id,
      ];
    }),
  );
}
