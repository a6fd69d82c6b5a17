import { ConfigurationError } from '../../common/errors';
import { checkModuleBits, supportedBits } from '../../quantizers/moduleBits';
import { methodNamed } from '../../quantizers/methods/quantizationMethods';
import { moduleNames } from './moduleSplits';
import { networkStarts } from './networkModules';
import { isFullPrecision } from './quantizationConfiguration';
import type { RunConfiguration } from './runConfiguration';

/** What holds between the fields of a run; the first rule that does not is reported. */
interface Rule {
  readonly holds: boolean;
  readonly field: string;
  readonly found: string;
  readonly expected: string;
}

/**
 * Checks the rules between the fields of a run.
 * @param source - where it comes from, for the message
 * @throws ConfigurationError naming the field and what is allowed in it
 */
export function checkRun(configuration: RunConfiguration, source: string): void {
  const { method, model, quantization } = configuration;
  const widths = method === 'none' ? supportedBits : [...methodNamed(method).widths, 32];
  checkModuleBits(quantization, moduleNames(model), source, widths);
  const rules = [...roleRules(configuration), ...methodRules(configuration, widths)];
  const broken = rules.find(({ holds }) => !holds);
  if (broken === undefined) return;
  const { field, found, expected } = broken;
  const remedy = 'Correct the field, or the role or method of the run.';
  throw new ConfigurationError({ file: source, field, found, expected, remedy });
}

function roleRules(configuration: RunConfiguration): Rule[] {
  const { role, method, parent, model, firstAndLastLayers, onlyLayers, allocation } = configuration;
  const quantized = role === 'quantized';
  const because = `as the role is ${role}`;
  const width = quantized
    ? 'a module or the activations below 32 bits'
    : 'every module at 32 bits and no activation bits';
  const startsFromOther = role === 'fullPrecision' && networkStarts[model.network] !== undefined;
  const start = role === 'fullPrecision' ? 'nothing' : 'the id of the run it starts from';
  return [
    {
      holds: isFullPrecision(configuration) !== quantized,
      field: 'quantization',
      found: JSON.stringify(configuration.quantization),
      expected: `${width}, ${because}`,
    },
    {
      holds: (method === 'none') !== quantized,
      field: 'method',
      found: method,
      expected: `${quantized ? 'a quantization method' : 'none'}, ${because}`,
    },
    {
      holds: (parent === undefined) === (role === 'fullPrecision') || startsFromOther,
      field: 'parent',
      found: parent ?? 'nothing',
      expected: `${start}, ${because}`,
    },
    {
      holds: quantized || firstAndLastLayers === undefined,
      field: 'firstAndLastLayers',
      found: String(firstAndLastLayers),
      expected: `nothing, ${because}`,
    },
    {
      holds: onlyLayers === undefined || (quantized && allocation === undefined),
      field: 'onlyLayers',
      found: onlyLayers?.join(', ') ?? 'nothing',
      expected: `nothing, ${quantized ? 'as layers are allocated' : because}`,
    },
    {
      holds: quantized || allocation === undefined,
      field: 'allocation',
      found: 'an allocation',
      expected: `nothing, ${because}`,
    },
  ];
}

function methodRules(configuration: RunConfiguration, widths: readonly number[]): Rule[] {
  const { method, firstAndLastLayers, allocation, training } = configuration;
  const retrains = method === 'none' || methodNamed(method).retrains;
  const { steps } = training.plan;
  const strange = allocation?.widths.find((bits) => !widths.includes(bits));
  const ofMethod = `one of ${widths.join(', ')}, as the method is ${method}`;
  return [
    {
      holds: retrains ? steps > 0 : steps === 0,
      field: 'training.plan.steps',
      found: String(steps),
      expected: `${retrains ? 'at least 1' : '0'}, as the method is ${method}`,
    },
    {
      holds: firstAndLastLayers === undefined || widths.includes(firstAndLastLayers),
      field: 'firstAndLastLayers',
      found: `${firstAndLastLayers ?? 'no'} bits`,
      expected: ofMethod,
    },
    {
      holds: strange === undefined,
      field: 'allocation.widths',
      found: `${strange ?? 'no'} bits`,
      expected: ofMethod,
    },
  ];
}
