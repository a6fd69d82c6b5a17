/* Prints time and memory of a forward and backward pass of each paper-scale network at batch 1, each in a process of its own. */
import { spawnSync } from 'node:child_process';
import { networkModules, type NetworkName } from '../lib/experiments/configuration/networkModules';
import { networkNamed } from '../lib/experiments/networks/networks';
import { renderFixedImages } from '../lib/experiments/run/fixedImages';
import { noAugmentation } from '../lib/datasets/augmentation';
import { fullPrecision, layerMultiplyAccumulates, parameterCounts } from '../lib/models/modularNetwork';
import { describeEngine, tf } from '../lib/tensor/engine';
import { batchTensors, trainingBatches } from '../lib/training/batches';

/** px; crops are taken from it where a network looks at crops */
const side = 512;
const repetitions = 3;
/** GiB that a pass of any network may take */
const mostMemory = 12;

async function measure(name: NetworkName): Promise<void> {
  const { scales, build } = networkNamed(name);
  const network = build(scales['paper'], 1);
  const dataset = renderFixedImages(side);
  const task = network.task(dataset.objects);
  const batches = trainingBatches({ dataset, task, size: 1, augmentation: noAugmentation, seed: 1 });
  const batch = batchTensors(task, await batches.at(0));
  const variables = network.parameters.map(({ variable }) => variable);
  const pass = { training: true, precision: fullPrecision };
  const seconds: number[] = [];
  let loss = NaN;
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const start = performance.now();
    const { value, grads } = tf.variableGrads(() => task.losses(batch, pass).total, variables);
    loss = value.dataSync()[0];
    for (const gradient of Object.values(grads)) gradient.dataSync();
    tf.dispose([value, grads]);
    seconds.push((performance.now() - start) / 1000);
  }
  if (!Number.isFinite(loss)) throw new RangeError(`the loss of ${name} is ${loss}`);
  const counts = parameterCounts(network);
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const [height, width] = task.shapes['image'];
  const work = total(network.layers.map((layer) => layerMultiplyAccumulates(layer, width, height)));
  const memory = process.resourceUsage().maxRSS / 2 ** 20;
  if (memory > mostMemory) throw new RangeError(`${name} took ${memory.toFixed(1)} of ${mostMemory} GiB`);
  const cells = [
    name,
    `${width}x${height}`,
    (total(Object.values(counts)) / 1e6).toFixed(1),
    (work / 1e9).toFixed(1),
    Math.min(...seconds).toFixed(1),
    memory.toFixed(1),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

async function main(): Promise<void> {
  const [, script, name] = process.argv;
  if (name !== undefined) {
    await measure(name as NetworkName);
    return;
  }
  console.log(
    `${describeEngine().threads} threads, the fastest of ${repetitions} passes, the first included`,
  );
  console.log('| network | input | parameters, M | multiply-accumulates, G | seconds | memory, GiB |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const network of Object.keys(networkModules)) {
    const { status } = spawnSync(process.execPath, [script, network], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (status !== 0) process.exitCode = 1;
  }
}

void main();
