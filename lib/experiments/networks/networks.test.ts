import { describe, expect, it, onTestFinished } from 'vitest';
import { squareDataset } from '../../../test/support/syntheticTask';
import { ConfigurationError } from '../../common/errors';
import { noAugmentation } from '../../datasets/augmentation';
import { loadPnpSolver } from '../../geometry/pnp';
import { fullPrecision, parameterCounts } from '../../models/modularNetwork';
import { checkWdrConfiguration, miniWdr } from '../../models/wdr';
import { silentReporter } from '../../common/reporter';
import { tf } from '../../tensor/engine';
import { batchTensors, trainingBatches } from '../../training/batches';
import { predictDataset } from '../../training/prediction/posePredictor';
import { networkModules, networkStarts, type NetworkName } from '../configuration/networkModules';
import { buildNetwork, networkConfiguration, networkNamed, wdrScales } from './networks';
import { standInDetections } from '../run/runEvaluation';

const names = Object.keys(networkModules) as NetworkName[];
const dataset = squareDataset(4, 32, 3);

describe.each(names)('the network %s', (name) => {
  const build = () => {
    const network = buildNetwork({ network: name, scale: 'tiny' }, 1);
    onTestFinished(() => {
      network.dispose();
    });
    return network;
  };

  it('has the modules that runs may quantize, with layers and parameters in each', () => {
    const network = build();
    expect(network.architecture).toBe(name);
    expect(network.modules).toEqual(networkModules[name]);
    for (const module of network.modules) {
      expect(parameterCounts(network)[module]).toBeGreaterThan(0);
      expect(network.layers.some((layer) => layer.module === module)).toBe(true);
    }
    const weights = network.parameters.filter(({ role }) => role === 'weight').map(({ layer }) => layer);
    expect(network.layers.map((layer) => layer.name)).toEqual(weights);
    expect(Object.keys(networkNamed(name).scales).slice(0, 4)).toEqual([
      'tiny',
      'mini',
      'paper',
      'paperLinemod',
    ]);
  });

  it('can be trained: every weight has a gradient', async () => {
    const network = build();
    const task = network.task(dataset.objects);
    const batches = trainingBatches({ dataset, task, size: 4, augmentation: noAugmentation, seed: 1 });
    const batch = batchTensors(task, await batches.at(0));
    const variables = network.parameters.map(({ variable }) => variable);
    const pass = { training: true, precision: fullPrecision };
    const { value, grads } = tf.variableGrads(() => task.losses(batch, pass).total, variables);
    expect(Number.isFinite(value.dataSync()[0])).toBe(true);
    const silent = network.parameters.filter(
      ({ role, variable }) =>
        role === 'weight' && grads[variable.name].dataSync().every((gradient) => gradient === 0),
    );
    expect(silent.map((parameter) => parameter.name)).toEqual([]);
    tf.dispose([batch, value, grads]);
  });

  it('predicts the same operation by operation and as one graph, and leaves no tensor', async () => {
    const network = build();
    const decoding = {
      confidenceThreshold: 0.001,
      ransac: { iterations: 20, inlierThreshold: 4, confidence: 0.9 },
    };
    const solver = await loadPnpSolver();
    const parts = { precision: fullPrecision, objects: dataset.objects, solver, decoding };
    const before = tf.memory().numTensors;
    const predict = async (compiledBatch?: number) => {
      const predictor = network.predictor({ ...parts, compiledBatch });
      const detections = standInDetections(predictor, dataset);
      return predictDataset(predictor, dataset, 3, silentReporter, detections);
    };
    const [eager, compiled] = [await predict(), await predict(2)];
    expect(tf.memory().numTensors).toBe(before);
    expect(eager).toHaveLength(dataset.samples.length);
    expect(eager.flat().map(({ objectId }) => objectId)).toEqual([1, 1, 1, 1]);
    const found = (one: typeof eager) => one.flat().map(({ pose }) => pose !== undefined);
    expect(found(compiled)).toEqual(found(eager));
  });
});

it('a network that starts from another has a source for most of its tensors', () => {
  for (const [name, other] of Object.entries(networkStarts) as [NetworkName, NetworkName][]) {
    const [network, source] = [name, other].map((one) => buildNetwork({ network: one, scale: 'tiny' }, 1));
    const known = new Set([...source.parameters, ...source.statistics].map((tensor) => tensor.name));
    const sources = network.parameters.map((tensor) => networkNamed(name).sourceOf!(tensor.name));
    for (const one of sources) if (one !== undefined) expect(known).toContain(one);
    expect(sources.filter((one) => one !== undefined).length).toBeGreaterThan(sources.length / 2);
    for (const one of [network, source]) one.dispose();
  }
});

it('a network has as many classes as it is asked for, or finds one object', () => {
  const of = (network: NetworkName, classes: number) =>
    networkConfiguration({ network, scale: 'mini', classes });
  expect(of('caSpaceNet', 8)).toEqual({ ...miniWdr, head: { ...miniWdr.head, classes: 8 } });
  expect(of('segDriven', 8)).toMatchObject({ classes: 8 });
  expect(() => of('zebraPose', 2)).toThrow(/model\.classes/);
  expect(() => of('dlr', 2)).toThrow(ConfigurationError);
});

it('an unknown scale is refused with those that there are', () => {
  expect(() => networkConfiguration({ network: 'zebraPose', scale: 'huge' })).toThrow(ConfigurationError);
});

it.each(Object.entries(wdrScales))('WDR at the scale %s fits together', (_, configuration) => {
  expect(() => {
    checkWdrConfiguration(configuration);
  }).not.toThrow();
});
