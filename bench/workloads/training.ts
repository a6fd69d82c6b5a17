import { createWdr } from '../../lib/models/wdr';
import { noAugmentation } from '../../lib/datasets/augmentation';
import { quantize } from '../../lib/quantizers/quantization';
import { trainingBatches, type Batches } from '../../lib/training/batches';
import { createTrainer, type TrainingPlan } from '../../lib/training/trainer';
import type { BatchArrays } from '../../lib/training/trainingTask';
import { wdrTask } from '../../lib/training/tasks/wdrTask';
import type { PreparedWorkload, TrainingWorkload } from '../workload';
import { Exchange } from './exchange';
import { benchmarkImages } from './images';

/** Batches that the steps take in turns. */
const batchCount = 2;

/**
 * Prepares training steps.
 * @param exchangeFile - where weights and batches are left for the peer
 */
export async function prepareTraining(
  workload: TrainingWorkload,
  exchangeFile: string,
): Promise<PreparedWorkload> {
  const { network: configuration, batchSize, optimizer, learningRate, bits, compiled } = workload;
  const network = createWdr(configuration, 1);
  const quantization = bits === undefined ? undefined : quantize(network, bits, 'lsq');
  const dataset = await benchmarkImages(configuration.inputWidth, batchCount * batchSize);
  const task = wdrTask(network, dataset.objects);
  const source = trainingBatches({ dataset, task, size: batchSize, augmentation: noAugmentation, seed: 1 });
  const batches: BatchArrays[] = [];
  for (let index = 0; index < batchCount; index++) batches.push(copyOf(await source.at(index)));
  const exchange = new Exchange();
  exchange.addVariables([...network.parameters, ...network.statistics, ...(quantization?.trained ?? [])]);
  exchange.addCells(network);
  for (const [index, arrays] of batches.entries()) exchange.addBatch(index, task, batchSize, arrays);
  await exchange.write(exchangeFile);
  const trainer = createTrainer(task, readyBatches(batchSize, batches), planOf(optimizer, learningRate), {
    quantization,
    compiled,
  });
  const figures: number[] = [];
  await trainer.run(workload.checkedSteps, ({ figures: { loss } }) => void figures.push(loss));
  const trained = [...network.parameters, ...(quantization?.trained ?? [])];
  return {
    parameters: trained.reduce((sum, { variable }) => sum + variable.size, 0),
    figures,
    async run(repetitions) {
      const samples: number[] = [];
      let last = performance.now();
      await trainer.run(trainer.step + repetitions, () => {
        const now = performance.now();
        samples.push(now - last);
        last = now;
      });
      return workload.measure === 'bytes' ? [1024 * process.resourceUsage().maxRSS] : samples;
    },
  };
}

function planOf(optimizer: TrainingWorkload['optimizer'], base: number): TrainingPlan {
  const learningRate = { base, schedule: { kind: 'constant' }, warmupSteps: 0, restarts: [] } as const;
  return { steps: Number.MAX_SAFE_INTEGER, learningRate, optimizer, freezing: [] };
}

function readyBatches(size: number, batches: readonly BatchArrays[]): Batches {
  return { size, at: (step) => Promise.resolve(batches[step % batches.length]) };
}

function copyOf(arrays: BatchArrays): BatchArrays {
  return Object.fromEntries(Object.entries(arrays).map(([name, values]) => [name, values.slice()]));
}
