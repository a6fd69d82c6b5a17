/* A user's own tfjs model under every quantizer, the trainer, checkpoints and Algorithm 1. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../lib/common/random';
import { modularNetworkOf } from '../lib/models/layersModel/layersModel';
import type { ModularNetwork, PrecisionPolicy } from '../lib/models/modularNetwork';
import { algorithm1 } from '../lib/mqat/algorithm1';
import { trainedBench } from '../lib/mqat/trainedBench';
import { countDistinctValues } from '../lib/quantizers/distinctValues';
import type { QuantizationMethod } from '../lib/quantizers/methods/quantizationMethods';
import { quantize } from '../lib/quantizers/quantization';
import { quantizationMethods } from '../lib/quantizers/methods/quantizationMethods';
import { tf } from '../lib/tensor/engine';
import type { Batches } from '../lib/training/batches';
import { assignVariables, readVariables } from '../lib/training/namedVariables';
import { createTrainer, type TrainingPlan } from '../lib/training/trainer';
import type { LearningTask } from '../lib/training/trainingTask';

const { conv2d, depthwiseConv2d, dense, batchNormalization, flatten, maxPooling2d } = tf.layers;

function stripesModel(): tf.Sequential {
  const initializer = (seed: number) => tf.initializers.heNormal({ seed });
  return tf.sequential({
    name: 'stripes',
    layers: [
      conv2d({
        ...{ name: 'stem_conv', inputShape: [8, 8, 1], filters: 4, kernelSize: 3, useBias: false },
        kernelInitializer: initializer(1),
      }),
      batchNormalization({ name: 'stem_norm' }),
      depthwiseConv2d({
        ...{ name: 'body_depthwise', kernelSize: 3, padding: 'same', activation: 'relu', depthMultiplier: 2 },
        depthwiseInitializer: initializer(2),
      }),
      maxPooling2d({ name: 'pool', poolSize: 2 }),
      flatten({ name: 'flatten' }),
      dense({ name: 'head_scores', units: 2, kernelInitializer: initializer(3) }),
    ],
  });
}
const modules = { stem: ['stem_*'], body: ['body_*'], head: ['head_*'] };

/** Stripes along y (label 0) or x (label 1), with noise. */
const batches: Batches = {
  size: 16,
  at(step) {
    const random = Random.derive(7, step);
    const [label, image] = [new Float32Array(32), new Float32Array(16 * 64)];
    for (let example = 0; example < 16; example++) {
      const [direction, phase] = [random.integer(2), random.integer(2)];
      label[2 * example + direction] = 1;
      for (let pixel = 0; pixel < 64; pixel++)
        image[64 * example + pixel] =
          (((pixel >> (3 * direction)) + phase) % 2) - 0.5 + random.normal(0, 0.7);
    }
    return Promise.resolve({ image, label });
  },
};

function taskOf(network: ModularNetwork<tf.Tensor>): LearningTask {
  return {
    ...{ network, shapes: { image: [8, 8, 1], label: [2] } },
    losses({ image, label }, pass) {
      const scores = network.forward(image as tf.Tensor4D, pass);
      return { total: tf.losses.softmaxCrossEntropy(label, scores) as tf.Scalar, parts: {} };
    },
  };
}

const learningRate = { base: 0.02, schedule: { kind: 'cosine' }, warmupSteps: 0, restarts: [] } as const;
const optimizer = { kind: 'adamW', weightDecay: 0, clipNorm: 5 } as const;
const plan: TrainingPlan = {
  ...{ steps: 40, learningRate, optimizer },
  freezing: [
    { at: 0, fraction: 0.5 },
    { at: 0.5, fraction: 1 },
  ],
};

let model: tf.Sequential;
let network: ModularNetwork<tf.Tensor>;
let task: LearningTask;
let trained: ReturnType<typeof readVariables>;
const own = () => [...network.parameters, ...network.statistics];

beforeAll(async () => {
  model = stripesModel();
  network = modularNetworkOf(model, modules);
  task = taskOf(network);
  const trainer = createTrainer(task, batches, plan, { compiled: true });
  await trainer.run(plan.steps);
  trainer.dispose();
  trained = readVariables(own());
});
afterAll(() => {
  network.dispose();
});

const methods = Object.keys(quantizationMethods) as QuantizationMethod[];

describe("a user's own model", () => {
  it.each(methods)(
    'is quantized by %s, trained in a compiled step, and lands on its levels',
    async (method) => {
      assignVariables(own(), trained, 'test');
      const bits = quantizationMethods[method].widths[0];
      const before = tf.memory().numTensors;
      const quantization = quantize(network, { stem: bits, body: bits, head: bits }, method);
      const trainer = createTrainer(task, batches, { ...plan, steps: 8 }, { quantization, compiled: true });
      await trainer.run(8);
      const counts = countDistinctValues(network, quantization);
      expect(Object.keys(counts)).toEqual(['stem_conv', 'body_depthwise', 'head_scores']);
      for (const count of Object.values(counts)) expect(count).toBeLessThanOrEqual(2 ** bits);
      trainer.dispose();
      quantization.dispose();
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it('has a scale for each output channel of a depthwise convolution', () => {
    const quantization = quantize(network, { stem: 32, body: 3, head: 32 }, 'hawqV3');
    const [{ scales, values, codes }] = quantization.quantizers.map((quantizer) => quantizer.codes());
    const kernel = network.parameters.find(({ layer }) => layer === 'body_depthwise')!.variable;
    expect(kernel.shape).toEqual([3, 3, 4, 2]);
    const weights = kernel.dataSync() as Float32Array;
    expect(scales).toHaveLength(8);
    for (let channel = 0; channel < 8; channel++) {
      const own = weights.filter((_, place) => place % 8 === channel);
      expect(scales[channel]).toBeCloseTo(Math.max(...own.map(Math.abs)) / 3, 6);
    }
    for (const [place, weight] of weights.entries()) {
      const nearest = values[place % 8][codes[place] + 3];
      expect(Math.abs(weight - nearest)).toBeLessThanOrEqual(scales[place % 8] / 2 + 1e-6);
    }
    quantization.dispose();
  });

  it('computes what the model does with the quantized weights written into it', async () => {
    assignVariables(own(), trained, 'test');
    const quantization = quantize(network, { stem: 3, body: 4, head: 2 }, 'postTrainingLeastSquares');
    const image = tf.tensor4d((await batches.at(99)).image, [16, 8, 8, 1]);
    const pass = { training: false, precision: quantization };
    const simulated = tf.tidy(() => network.forward(image, pass).dataSync());
    tf.tidy(() => {
      for (const { layer, variable } of network.parameters.filter(({ role }) => role === 'weight')) {
        const weights = quantization.weights(layer, variable as unknown as tf.Tensor4D);
        variable.assign(weights);
      }
    });
    const written = tf.tidy(() => (model.predict(image) as tf.Tensor).dataSync());
    expect(simulated).toEqual(written);
    image.dispose();
    quantization.dispose();
  });

  it('trains to the same numbers compiled and step by step, and goes on from what was saved', async () => {
    const runs = [];
    for (const compiled of [true, false]) {
      assignVariables(own(), trained, 'test');
      const quantization = quantize(network, { stem: 2, body: 4, head: 8 }, 'lsq');
      const trainer = createTrainer(task, batches, { ...plan, steps: 6 }, { quantization, compiled });
      await trainer.run(3);
      const saved = readVariables(trainer.variables);
      await trainer.run(6);
      const ended = readVariables(trainer.variables);
      assignVariables(trainer.variables, saved, 'test');
      trainer.resumeAt(3);
      await trainer.run(6);
      expect(readVariables(trainer.variables)).toEqual(ended);
      runs.push(ended);
      trainer.dispose();
      quantization.dispose();
    }
    for (const [name, { values }] of runs[0]) {
      const others = runs[1].get(name)!.values;
      expect(values.every((value, index) => Math.abs(value - others[index]) < 1e-5)).toBe(true);
    }
  });

  it('is saved as tfjs saves models, and goes on quantized where it was', async () => {
    assignVariables(own(), trained, 'test');
    const bits = { stem: 2, body: 4, head: 8 };
    const quantization = quantize(network, bits, 'lsq');
    const trainer = createTrainer(task, batches, { ...plan, steps: 4 }, { quantization, compiled: true });
    await trainer.run(4);
    let artifacts: Parameters<typeof tf.io.fromMemory>[0] = {};
    await model.save(
      tf.io.withSaveHandler((saved) => {
        artifacts = saved as typeof artifacts;
        return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
      }),
    );
    const loaded = modularNetworkOf(await tf.loadLayersModel(tf.io.fromMemory(artifacts)), modules);
    const other = quantize(loaded, bits, 'lsq');
    const state = readVariables([...quantization.trained, ...quantization.state]);
    assignVariables([...other.trained, ...other.state], state, 'test');
    const image = tf.tensor4d((await batches.at(99)).image, [16, 8, 8, 1]);
    const [first, second] = [[network, quantization] as const, [loaded, other] as const].map(
      ([of, precision]) => tf.tidy(() => of.forward(image, { training: false, precision }).dataSync()),
    );
    expect(second).toEqual(first);
    tf.dispose(image);
    for (const part of [trainer, quantization, other, loaded]) part.dispose();
  });

  it('goes through Algorithm 1', async () => {
    assignVariables(own(), trained, 'test');
    const { image, label } = await batches.at(1000);
    const [images, labels] = [tf.tensor4d(image, [16, 8, 8, 1]), tf.tensor2d(label, [16, 2])];
    const accuracy = (_: unknown, precision: PrecisionPolicy) =>
      tf.tidy(() => {
        const scores = network.forward(images, { training: false, precision });
        return tf.metrics.categoricalAccuracy(labels, scores).mean().dataSync()[0];
      });
    const before = tf.memory().numTensors;
    const bench = trainedBench({ task, batches, plan: { ...plan, steps: 20 }, method: 'lsq', accuracy });
    const { rho, fullPrecisionAccuracy } = await algorithm1(bench, {
      widths: [2, 4, 8],
      compressionFactor: 5,
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(fullPrecisionAccuracy).toBeGreaterThan(0.7);
    expect(Object.keys(rho)).toEqual(['stem', 'body', 'head']);
    tf.dispose([images, labels]);
  });

  it('with dropout trains step by step, and is refused by the compiled step', async () => {
    const dropping = tf.sequential({ name: 'dropping' });
    dropping.add(flatten({ name: 'flatten', inputShape: [8, 8, 1] }));
    dropping.add(tf.layers.dropout({ name: 'drop', rate: 0.5 }));
    dropping.add(dense({ name: 'scores', units: 2 }));
    const wrapped = modularNetworkOf(dropping, { all: ['scores'] });
    const of = (compiled: boolean) =>
      createTrainer(taskOf(wrapped), batches, { ...plan, steps: 2, freezing: [] }, { compiled });
    const [eager, compiled] = [of(false), of(true)];
    await eager.run(2);
    await expect(compiled.run(2)).rejects.toThrow(/compiled step|operation/);
    for (const trainer of [eager, compiled]) trainer.dispose();
    wrapped.dispose();
  });
});
