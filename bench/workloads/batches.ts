import { profileNamed } from '../../lib/experiments/configuration/profiles';
import { createWdr, miniWdr } from '../../lib/models/wdr';
import { trainingBatches } from '../../lib/training/batches';
import { wdrTask } from '../../lib/training/tasks/wdrTask';
import type { BatchWorkload, PreparedWorkload } from '../workload';
import { benchmarkImages } from './images';

const imageCount = 320;

/** Prepares the making of batches, augmented as the mini profile trains. */
export async function prepareBatches({ batchSize: size }: BatchWorkload): Promise<PreparedWorkload> {
  const dataset = await benchmarkImages(miniWdr.inputWidth, imageCount);
  const network = createWdr(miniWdr, 1);
  const task = wdrTask(network, dataset.objects);
  const { augmentation } = profileNamed('mini', imageCount).fullPrecision;
  const batches = trainingBatches({ dataset, task, size, augmentation, seed: 1 });
  let step = 0;
  return {
    parameters: 0,
    figures: [],
    async run(repetitions) {
      const samples: number[] = [];
      for (const end = step + repetitions; step < end; step++) {
        const start = performance.now();
        await batches.at(step);
        samples.push(performance.now() - start);
      }
      return samples;
    },
  };
}
