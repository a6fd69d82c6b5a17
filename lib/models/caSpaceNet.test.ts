import { describe, expect, it, onTestFinished } from 'vitest';
import { randomTensor } from '../../test/support/gradientCheck';
import { tinyWdr } from '../../test/support/syntheticTask';
import { tf } from '../tensor/engine';
import { createCaSpaceNet, createCaSpaceNetInTraining, wdrSourceOf } from './caSpaceNet';
import { fullPrecision, parameterCounts } from './modularNetwork';
import { createWdr } from './wdr';

const pass = { training: false, precision: fullPrecision };

function assignAll(network: { parameters: { name: string; variable: tf.Variable }[] }, value: number) {
  for (const { variable } of network.parameters)
    tf.tidy(() => {
      variable.assign(tf.fill(variable.shape, value));
    });
}

describe('CA-SpaceNet', () => {
  it('is WDR with a second pyramid in the module fpn; the frozen path counts as no parameter', () => {
    const [wdr, deployed, training] = [
      createWdr(tinyWdr, 1),
      createCaSpaceNet(tinyWdr, 1),
      createCaSpaceNetInTraining(tinyWdr, 1),
    ];
    const counts = parameterCounts(wdr);
    expect(parameterCounts(deployed)).toEqual({ ...counts, fpn: 2 * counts['fpn'] });
    expect(parameterCounts(training)).toEqual(parameterCounts(deployed));
    expect(training.layers).toEqual(deployed.layers);
    for (const network of [wdr, deployed, training]) network.dispose();
  });

  it('shows the head the difference of the pyramids: WDR where the counterfactual one is zero', () => {
    const [wdr, network] = [createWdr(tinyWdr, 3), createCaSpaceNet(tinyWdr, 3)];
    onTestFinished(() => {
      for (const one of [wdr, network]) one.dispose();
    });
    assignAll({ parameters: network.parameters.filter(({ name }) => !wdrSourceOf(name)) }, 0);
    tf.tidy(() => {
      const images = randomTensor<tf.Tensor4D>([2, 32, 32, 3], 4);
      const expected = wdr.forward(images, pass);
      const { prediction, counterfactual } = network.predict(images, pass);
      for (const [level, { logits, corners }] of prediction.entries()) {
        expect(logits.dataSync()).toEqual(expected[level].logits.dataSync());
        expect(corners.dataSync()).toEqual(expected[level].corners.dataSync());
        expect(counterfactual[level].shape.slice(1, 3)).toEqual(logits.shape.slice(1, 3));
      }
    });
  });

  it('begins with one backbone and pyramid on both paths, and leaves no tensor', () => {
    const before = tf.memory().numTensors;
    const network = createCaSpaceNetInTraining(tinyWdr, 2);
    const values = new Map(
      [...network.parameters, ...network.statistics].map(({ name, variable }) => [name, variable.dataSync()]),
    );
    const frozen = [...values.keys()].filter((name) => name.startsWith('maskedPath.'));
    expect(frozen.length).toBeGreaterThan(20);
    for (const name of frozen) expect(values.get(name)).toEqual(values.get(wdrSourceOf(name)!));
    tf.tidy(() => {
      expect(network.maskedFeatures(tf.zeros([1, 32, 32, 3]))).toHaveLength(2);
    });
    network.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(wdrSourceOf('fpn.counterfactual.inner_convs.1.weight')).toBeUndefined();
  });
});
