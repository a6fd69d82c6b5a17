import { describe, expect, it } from 'vitest';
import { exampleConfiguration } from '../../test/support/exampleRun';
import { ConfigurationError } from '../common/errors';
import { parseRunConfiguration } from './runConfiguration';

const quantized = {
  ...exampleConfiguration,
  role: 'quantized',
  parent: '0123456789abcdef',
  quantization: { backbone: 8, fpn: 2, head: 8 },
  method: 'lsq',
};

describe('run configuration', () => {
  it.each([
    ['full precision', exampleConfiguration],
    ['quantized', quantized],
    ['control', { ...exampleConfiguration, role: 'control', parent: quantized.parent }],
    [
      'activations alone',
      { ...quantized, quantization: exampleConfiguration.quantization, activationBits: 8 },
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
    ['an unknown method', { method: 'dorefa' }, /method.*"none"\|"lsq"\|"inq"/],
    ['a method without quantization', { quantization: { backbone: 32, fpn: 32, head: 32 } }, /below 32 bits/],
    ['quantization without a method', { method: 'none' }, /method: found none; expected lsq or inq/],
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
