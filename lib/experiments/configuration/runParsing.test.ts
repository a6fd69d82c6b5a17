import { describe, expect, it } from 'vitest';
import { exampleConfiguration } from '../../../test/support/exampleRun';
import { ConfigurationError } from '../../common/errors';
import { parseRunConfiguration } from './runParsing';

const quantized = {
  ...exampleConfiguration,
  role: 'quantized',
  parent: '0123456789abcdef',
  quantization: { backbone: 8, fpn: 2, head: 8 },
  method: 'lsq',
};

const learned = { bits: 'as weights', method: 'learned', ofAllLayers: true, calibrationBatches: 2 };
const { training } = exampleConfiguration;
const untrained = { ...training, plan: { ...training.plan, steps: 0 } };
const allocation = {
  ...{ widths: [2, 4, 8], compressionFactor: 4.6, batches: 2 },
  traces: { relativeError: 0.1, standardErrors: 2, minimumProbes: 2, maximumProbes: 9, seed: 0 },
};

describe('run configuration', () => {
  it.each([
    ['full precision', exampleConfiguration],
    ['quantized', quantized],
    ['control', { ...exampleConfiguration, role: 'control', parent: quantized.parent }],
    [
      'activations alone',
      { ...quantized, quantization: exampleConfiguration.quantization, activations: learned },
    ],
    ['no retraining', { ...quantized, method: 'postTrainingMinMax', training: untrained }],
    ['one layer alone', { ...quantized, onlyLayers: ['fpn.inner_convs.1'] }],
    ['widths by layer', { ...quantized, allocation, firstAndLastLayers: 8 }],
    [
      'a binary pyramid',
      { ...quantized, method: 'binary', quantization: { backbone: 32, fpn: 1, head: 32 } },
    ],
  ])('takes a valid one: %s', (_label, value) => {
    const parsed: unknown = parseRunConfiguration(JSON.parse(JSON.stringify(value)));
    expect(parsed).toEqual(value);
  });

  it.each([
    [
      'an unknown module',
      { quantization: { backbone: 8, neck: 2, head: 8 } },
      /neck.*one of backbone, fpn, head/,
    ],
    ['a missing module', { quantization: { backbone: 8, head: 8 } }, /fpn: found no bits/],
    [
      'an unknown width',
      { quantization: { backbone: 8, fpn: 9, head: 8 } },
      /fpn: found 9 bits; expected one of 2,/,
    ],
    [
      'an unknown network',
      { model: { network: 'yolo', scale: 'mini' } },
      /model\.network: found "yolo".*"wdr"/,
    ],
    ['an unknown method', { method: 'dorefa' }, /method.*"none"\|"lsq"\|"lsqPerChannel"\|"inq"/],
    [
      'training that never begins',
      { training: untrained },
      /training\.plan\.steps: found 0; expected at least 1/,
    ],
    ['training that is not for the method', { method: 'postTrainingMinMax' }, /steps: found 20; expected 0/],
    [
      'widths that are not those of the method',
      { allocation: { ...allocation, widths: [1, 8] } },
      /allocation\.widths: found 1 bits; expected one of 2,/,
    ],
    ['widths out of order', { allocation: { ...allocation, widths: [8, 4] } }, /widths.*ascending/],
    ['first and last layers at no width', { firstAndLastLayers: 9 }, /firstAndLastLayers: found 9 bits/],
    ['activations at no width', { activations: { ...learned, bits: 16 } }, /activations\.bits/],
    [
      'an allocation of full precision',
      { role: 'control', method: 'none', quantization: exampleConfiguration.quantization, allocation },
      /allocation: found an allocation; expected nothing, as the role is control/,
    ],
    [
      'layers of an allocation',
      { allocation, onlyLayers: ['fpn.inner_convs.1'] },
      /onlyLayers: found fpn.inner_convs.1; expected nothing, as layers are allocated/,
    ],
    ['a method without quantization', { quantization: { backbone: 32, fpn: 32, head: 32 } }, /below 32 bits/],
    [
      'quantization without a method',
      { method: 'none' },
      /method: found none; expected a quantization method/,
    ],
    ['no start', { parent: undefined }, /parent/],
    ['a start that is no id', { parent: '../x' }, /parent: found "..\/x"/],
    ['a control that is quantized', { role: 'control', method: 'none' }, /every module at 32 bits/],
    ['a seed that is not whole', { seed: 1.5 }, /seed: found 1.5/],
    ['an unknown field', { sedd: 1 }, /sedd/],
    ['a profile that is a path', { profile: '../elsewhere' }, /profile/],
    [
      'a number that is not finite',
      { evaluation: { ...quantized.evaluation, confidenceThreshold: NaN } },
      /confidenceThreshold/,
    ],
  ])('names the field at fault: %s', (_label, change, message) => {
    const parse = () => parseRunConfiguration({ ...quantized, ...change });
    expect(parse).toThrow(ConfigurationError);
    expect(parse).toThrow(message);
  });
});
