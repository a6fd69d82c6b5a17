import { describe, expect, it, onTestFinished } from 'vitest';
import { exampleScope } from '../../../test/support/exampleRun';
import { squareData } from '../../../test/support/squareExperiment';
import { sha256 } from '../../common/canonicalJson';
import { fullPrecision } from '../../models/modularNetwork';
import { tf } from '../../tensor/engine';
import { trainingBatches, type Batches } from '../../training/batches';
import { createTrainer } from '../../training/trainer';
import { controlRun, quantizedRun } from '../configuration/experiment';
import { buildNetwork } from '../networks/networks';
import { quantizeNetwork } from '../networks/runQuantization';
import type { RunConfiguration } from '../configuration/runConfiguration';

const scope = exampleScope('smoke', { train: 24, validation: 6, test: 6 });
const ternaryPyramid = { backbone: 32, fpn: 2, head: 32 };

/** What a training sees and does from step to step, and what it leaves. */
async function trace({ seed, method, quantization, training }: RunConfiguration) {
  const { train: dataset } = squareData.splits;
  const { batchSize, augmentation, plan } = training;
  const network = buildNetwork({ network: 'wdr', scale: 'tiny' }, seed);
  const quantizers = quantizeNetwork(network, { method, quantization });
  const task = network.task(dataset.objects);
  const batches = trainingBatches({ dataset, task, size: batchSize, augmentation, seed });
  const hashes = new Map<number, string>();
  const watched: Batches = {
    size: batches.size,
    async at(step) {
      const arrays = await batches.at(step);
      hashes.set(step, sha256(...Object.values(arrays).map(({ buffer }) => new Uint8Array(buffer))));
      return arrays;
    },
  };
  const trainer = createTrainer(task, watched, plan, { quantization: quantizers, compiled: true });
  onTestFinished(() => {
    for (const part of [trainer, quantizers, network]) part?.dispose();
  });
  const variable = (name: string) => trainer.variables.find((candidate) => candidate.name === name)!.variable;
  const rates: number[] = [];
  const momentumAges: number[] = [];
  await trainer.run(plan.steps, ({ learningRate }) => {
    rates.push(learningRate);
    momentumAges.push(Math.round(Math.log(variable('optimizer.power1').dataSync()[0]) / Math.log(0.9)));
  });
  const pyramidLayers = network.layers.filter(({ module }) => module === 'fpn').map(({ name }) => name);
  const policy = quantizers ?? fullPrecision;
  const distinctValues = pyramidLayers.map((layer) => {
    const weights = variable(`${layer}.weight`) as unknown as tf.Tensor4D;
    return new Set(tf.tidy(() => policy.weights(layer, weights).dataSync())).size;
  });
  return {
    batches: Array.from({ length: plan.steps }, (_, step) => hashes.get(step)),
    rates,
    momentumAges,
    distinctValues,
    names: trainer.variables.map(({ name }) => name),
    freezingSteps: plan.freezing.map(({ at }) => Math.round(at * plan.steps)),
  };
}

describe.each(['lsq', 'inq'] as const)('the control of %s', (method) => {
  it('gets the batches, learning rates and momentum clears of its quantized twin, and no quantizer', async () => {
    const twin = await trace(quantizedRun(scope, 5, method, ternaryPyramid).configuration);
    const control = await trace(controlRun(scope, 5, method).configuration);
    expect(control.batches).toEqual(twin.batches);
    expect(new Set(twin.batches)).toHaveLength(twin.batches.length);
    expect(control.rates).toEqual(twin.rates);
    expect(control.momentumAges).toEqual(twin.momentumAges);
    const clears = twin.momentumAges.flatMap((age, step) => (age === 1 ? [step] : []));
    expect(clears).toEqual(method === 'inq' ? twin.freezingSteps : [0]);
    expect(twin.distinctValues.every((count) => count <= 3)).toBe(true);
    expect(control.distinctValues.every((count) => count > 50)).toBe(true);
    expect(control.names.filter((name) => /inq|log_step/.test(name))).toEqual([]);
  });
});
