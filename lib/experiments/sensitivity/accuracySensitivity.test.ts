import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleConfiguration } from '../../../test/support/exampleRun';
import { squareData } from '../../../test/support/squareExperiment';
import { ConfigurationError } from '../../common/errors';
import { silentReporter, type Reporter } from '../../common/reporter';
import { loadPnpSolver } from '../../geometry/pnp';
import { fullPrecision } from '../../models/modularNetwork';
import { quantize } from '../../quantizers/quantization';
import { tf } from '../../tensor/engine';
import { accuracySensitivity, type AccuracySensitivityOptions } from './accuracySensitivity';
import { buildNetwork } from '../networks/networks';
import type { PartErrors } from './partErrors';
import { evaluateSplit } from '../run/runEvaluation';
import type { RunNetwork } from '../networks/runNetwork';

const { validation } = squareData.splits;
const evaluation = { ...exampleConfiguration.evaluation, confidenceThreshold: 0.001 };
const options = { bits: 3, method: 'postTrainingLeastSquares', images: 6, metric: 'ADD' } as const;

describe('the accuracy that layers and modules cost', () => {
  let folder: string;
  let network: RunNetwork;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'accuracy sensitivity '));
    network = buildNetwork({ network: 'wdr', scale: 'tiny' }, 3);
  });
  afterAll(async () => {
    network.dispose();
    await rm(folder, { recursive: true });
  });
  // An untrained network is off by several diameters.
  const measure = (
    name: string,
    changes: Partial<AccuracySensitivityOptions> = {},
    reporter: Reporter = silentReporter,
  ) =>
    accuracySensitivity(
      { network, precision: fullPrecision },
      validation,
      { ...options, parts: 'modules', threshold: 4, evaluation, file: join(folder, name), ...changes },
      reporter,
    );
  const kept = async (name: string): Promise<PartErrors> =>
    (JSON.parse(await readFile(join(folder, name), 'utf8')) as { record: PartErrors }).record;

  const otherMeasurement = async () => {
    await measure('other.json', { bits: 4, images: 3 });
    return readFile(join(folder, 'other.json'), 'utf8');
  };

  it('is that of networks quantized one by one, with paired differences, and leaves no tensor', async () => {
    await measure('first.json');
    const before = tf.memory().numTensors;
    const { parts, unquantized, quantized } = await measure('modules.json');
    expect(tf.memory().numTensors).toBe(before);
    expect(parts.map(({ part }) => part)).toEqual(['backbone', 'fpn', 'head']);

    const { errors } = await kept('modules.json');
    expect(Object.keys(errors)).toHaveLength(8);
    const solver = await loadPnpSolver();
    for (const [key, bits] of [
      ['010', { backbone: 32, fpn: 3, head: 32 }],
      ['110', { backbone: 3, fpn: 3, head: 32 }],
    ] as const) {
      const quantization = quantize(network, bits, options.method);
      const found = await evaluateSplit(
        network,
        quantization,
        validation,
        solver,
        evaluation,
        silentReporter,
      );
      quantization.dispose();
      expect(errors[key]).toEqual(found.perImage.errors.ADD);
      expect(errors[key]).not.toEqual(errors['000']);
    }
    for (const { alone, allBut } of parts) {
      for (const { accuracy, fromUnquantized, fromQuantized } of [alone, allBut]) {
        expect(accuracy.value - unquantized.accuracy.value).toBeCloseTo(fromUnquantized.value, 12);
        expect(accuracy.value - quantized.accuracy.value).toBeCloseTo(fromQuantized.value, 12);
        expect(fromUnquantized.low).toBeLessThanOrEqual(fromUnquantized.value);
        expect(fromUnquantized.high).toBeGreaterThanOrEqual(fromUnquantized.value);
      }
    }
    expect(unquantized.fromUnquantized).toEqual({ value: 0, low: 0, high: 0 });
  });

  it('of single layers goes on where it was broken off, to the same numbers', async () => {
    const stop: Reporter = {
      ...silentReporter,
      progress: () => ({
        update: (completed) => {
          if (completed === 5) throw new Error('power cut');
        },
        finish: () => undefined,
      }),
    };
    const changes = { parts: 'layers', images: 2 } as const;
    const whole = await measure('whole.json', changes);
    expect(whole.parts.map(({ part }) => part)).toEqual(network.layers.map(({ name }) => name));
    await expect(measure('cut.json', changes, stop)).rejects.toThrow('power cut');
    expect(Object.keys((await kept('cut.json')).errors)).toHaveLength(5);
    expect(await measure('cut.json', changes)).toEqual(whole);
    expect(await kept('cut.json')).toEqual(await kept('whole.json'));
  });

  it('starts from the precision that the network has', async () => {
    const precision = quantize(network, { backbone: 32, fpn: 2, head: 32 }, 'lsq');
    const file = join(folder, 'ternary pyramid.json');
    const changes = { ...options, parts: 'modules', threshold: 4, evaluation, file } as const;
    await accuracySensitivity({ network, precision }, validation, changes, silentReporter);
    const solver = await loadPnpSolver();
    const found = await evaluateSplit(network, precision, validation, solver, evaluation, silentReporter);
    precision.dispose();
    const { errors } = await kept('ternary pyramid.json');
    expect(errors['000']).toEqual(found.perImage.errors.ADD);
    expect(errors['000']).not.toEqual((await kept('modules.json')).errors['000']);
  });

  it('is measured again where the file is damaged or of something else, which is named', async () => {
    const whole = await measure('modules.json');
    const text = await readFile(join(folder, 'modules.json'), 'utf8');
    const [digit] = /(?<=\d\.\d+)\d(?=\d)/.exec(text.slice(text.indexOf('"errors"')))!;
    const at = text.indexOf(digit, text.indexOf('"errors"') + 30);
    for (const [damage, fault] of [
      [text.slice(0, -20), 'damaged.json: found'],
      [`${text.slice(0, at)}${(Number(digit) + 1) % 10}${text.slice(at + 1)}`, 'damaged.json: digest'],
      [await otherMeasurement(), 'damaged.json: identity.weights'],
    ] as const) {
      await writeFile(join(folder, 'damaged.json'), damage);
      const warnings: string[] = [];
      const warn = (message: string) => void warnings.push(message);
      expect(await measure('damaged.json', {}, { ...silentReporter, warn })).toEqual(whole);
      expect(warnings).toEqual([expect.stringContaining(fault)]);
      expect(await readFile(join(folder, 'damaged.json'), 'utf8')).toBe(text);
    }
  });

  it.each([
    ['method', { method: 'lsq' }],
    ['bits', { bits: 1 }],
    ['images', { images: 7 }],
  ] as const)('refuses a wrong %s', async (field, changes) => {
    const refused = measure('none.json', changes);
    await expect(refused).rejects.toThrow(ConfigurationError);
    await expect(refused).rejects.toThrow(`accuracy sensitivity, ${field}`);
  });
});
