import { describe, expect, it, onTestFinished } from 'vitest';
import { randomTensor } from '../../../test/support/gradientCheck';
import type { PrecisionPolicy } from '../../models/modularNetwork';
import { tf } from '../../tensor/engine';
import { networkModules, type NetworkName } from '../configuration/networkModules';
import { buildNetwork } from './networks';

const names = Object.keys(networkModules) as NetworkName[];

function tinyNetwork(name: NetworkName) {
  const network = buildNetwork({ network: name, scale: 'tiny' }, 1);
  onTestFinished(() => {
    network.dispose();
  });
  return network;
}

type Network = ReturnType<typeof tinyNetwork>;

const draw = (shape: number[], seed: number) => randomTensor<tf.Tensor4D>(shape, seed, 0.1);

/** Every number that a network says of noise. */
function outputs(network: Network, precision: PrecisionPolicy, seed: number): number[] {
  const [width, height] = network.inputSize;
  const numbers: number[] = [];
  tf.tidy(() => {
    const said = network.forward(draw([2, height, width, 3], seed), { training: false, precision });
    const collect = (value: unknown): void => {
      if (value instanceof tf.Tensor) numbers.push(...value.dataSync());
      else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
    };
    collect(said);
  });
  expect(numbers.length).toBeGreaterThan(0);
  return numbers;
}

/** A policy that gives layers fixed numbers in place of what they ask it for, and counts how often they ask. */
function fixed(replaced: 'weights' | 'activations' | 'nothing') {
  const asked = { weights: new Map<string, number>(), activations: new Map<string, number>() };
  const answer = (kind: 'weights' | 'activations', layer: string, values: tf.Tensor4D) => {
    const count = asked[kind].get(layer) ?? 0;
    asked[kind].set(layer, count + 1);
    return kind === replaced ? draw(values.shape, 1 + count) : values;
  };
  const precision: PrecisionPolicy = {
    variables: [],
    weights: (layer, values) => answer('weights', layer, values),
    activations: (layer, values) => answer('activations', layer, values),
  };
  return { precision, asked };
}

describe.each(names)('a forward pass of %s', (name) => {
  it('asks for the weights and the input of every layer once a map that it writes', () => {
    const network = tinyNetwork(name);
    const { precision, asked } = fixed('nothing');
    outputs(network, precision, 1);
    const maps = new Map(network.layers.map((layer) => [layer.name, layer.outputStrides.length]));
    expect(asked.weights).toEqual(maps);
    expect(asked.activations).toEqual(maps);
  });

  it('has a layer for all its weights, and multiplies with nothing but what the policy gives', () => {
    const network = tinyNetwork(name);
    const weights = network.parameters.filter(({ role }) => role === 'weight');
    expect(weights.map(({ layer }) => layer)).toEqual(network.layers.map((layer) => layer.name));
    const before = outputs(network, fixed('weights').precision, 1);
    expect(outputs(network, fixed('nothing').precision, 1)).not.toEqual(before);
    for (const { variable } of weights) {
      tf.tidy(() => {
        variable.assign(draw(variable.shape, 7));
      });
    }
    expect(outputs(network, fixed('weights').precision, 1)).toEqual(before);
  });

  it('sees of its input nothing but what the policy gives', () => {
    const network = tinyNetwork(name);
    const before = outputs(network, fixed('activations').precision, 1);
    expect(outputs(network, fixed('activations').precision, 2)).toEqual(before);
    expect(outputs(network, fixed('nothing').precision, 2)).not.toEqual(before);
  });
});
