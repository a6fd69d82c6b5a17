import { expect, it, onTestFinished } from 'vitest';
import { randomTensor } from '../../../test/support/gradientCheck';
import { Random } from '../../common/random';
import { assignFolded, channelMaps, foldBatchNormalization } from '../../models/batchNormalizationFolding';
import { fullPrecision, type PrecisionPolicy } from '../../models/modularNetwork';
import { foldedPrecision, foldQuantization } from '../../quantizers/foldedQuantization';
import { quantize } from '../../quantizers/quantization';
import { tf } from '../../tensor/engine';
import { networkModules, type NetworkName } from '../configuration/networkModules';
import { buildNetwork } from './networks';
import type { RunNetwork } from './runNetwork';

const names = Object.keys(networkModules) as NetworkName[];

/** A network whose running estimates are drawn, and whose gains are not all alike. */
function drawnNetwork(name: NetworkName): RunNetwork {
  const network = buildNetwork({ network: name, scale: 'tiny' }, 1);
  onTestFinished(() => {
    network.dispose();
  });
  const random = Random.derive(3, name);
  const between = (low: number, high: number) => () => random.uniform(low, high);
  for (const { name: variableName, variable } of [...network.parameters, ...network.statistics]) {
    const draw = variableName.endsWith('running_var')
      ? between(0.3, 3)
      : variableName.endsWith('running_mean')
        ? between(-0.5, 0.5)
        : undefined;
    const gain = network.parameters.find((each) => each.name === variableName)?.role === 'gain';
    if (draw === undefined && !gain) continue;
    const values = Array.from({ length: variable.size }, draw ?? between(0.5, 1.5));
    tf.tidy(() => {
      variable.assign(tf.tensor(values, variable.shape));
    });
  }
  return network;
}

/** The numbers that a network says of noise, one array a tensor. */
function outputs(network: RunNetwork, precision: PrecisionPolicy): Float32Array[] {
  const [width, height] = network.inputSize;
  const tensors: Float32Array[] = [];
  const collect = (value: unknown): void => {
    if (value instanceof tf.Tensor) tensors.push(value.dataSync().slice() as Float32Array);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  tf.tidy(() => {
    const images = randomTensor<tf.Tensor4D>([2, height, width, 3], 5);
    collect(network.forward(images, { training: false, precision }));
  });
  return tensors;
}

function expectEqual(found: Float32Array[], expected: Float32Array[]): void {
  expect(found).toHaveLength(expected.length);
  for (const [index, values] of expected.entries()) {
    const scale = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    const worst = values.reduce(
      (largest, value, place) => Math.max(largest, Math.abs(value - found[index][place])),
      0,
    );
    expect(worst).toBeLessThan(1e-5 * scale);
  }
}

it.each(names)('%s says the same with every batch normalization folded in', (name) => {
  const network = drawnNetwork(name);
  const normalizations = network.statistics
    .filter(({ name: statistic }) => statistic.endsWith('.running_mean'))
    .map(({ name: statistic }) => statistic.replace('.running_mean', ''));
  const own = normalizations.filter((each) => network.parameters.some((it) => it.name === `${each}.weight`));
  const foldable = network.layers.flatMap(({ normalization }) => normalization ?? []);
  expect(foldable).toEqual(own);
  expect(foldable.length).toBeGreaterThan(0);
  const before = outputs(network, fullPrecision);
  assignFolded(network, foldBatchNormalization(network));
  expectEqual(outputs(network, fullPrecision), before);
  for (const { factors } of channelMaps(network))
    for (const factor of factors) expect(factor).toBeCloseTo(1, 6);
});

it.each(names)('%s says the same with quantized weights folded, their codes kept', (name) => {
  const [network, folded] = [drawnNetwork(name), drawnNetwork(name)];
  const bits = Object.fromEntries(network.modules.map((module) => [module, 4]));
  const quantization = quantize(network, bits, 'lsq');
  const before = outputs(network, quantization);
  assignFolded(folded, foldQuantization(network, quantization, 'codes kept'));
  expectEqual(outputs(folded, foldedPrecision(quantization)), before);
  quantization.dispose();
});
