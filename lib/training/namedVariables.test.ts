import { describe, expect, it, onTestFinished } from 'vitest';
import { CheckpointError } from '../common/errors';
import { tf } from '../tensor/engine';
import { assignVariables, readVariables, type NamedVariable } from './namedVariables';

function variablesOf(shapes: Record<string, number[]>): NamedVariable[] {
  return Object.entries(shapes).map(([name, shape], index) => {
    const variable = tf.tidy(() => tf.variable(tf.fill(shape, index + 1)));
    onTestFinished(() => {
      variable.dispose();
    });
    return { name, variable };
  });
}

const valuesOf = (variables: NamedVariable[]) => variables.map(({ variable }) => [...variable.dataSync()]);

describe('named variables', () => {
  it('are read as copies and assigned by name', () => {
    const variables = variablesOf({ a: [2, 2], b: [], c: [3] });
    const before = valuesOf(variables);
    const stored = readVariables(variables);
    const others = variablesOf({ c: [3], a: [2, 2], b: [] });
    assignVariables(others, stored, 'memory');
    expect(valuesOf(others)).toEqual([before[2], before[0], before[1]]);
    variables[0].variable.assign(tf.tidy(() => tf.zeros([2, 2])));
    expect([...stored.get('a')!.values]).toEqual(before[0]);
    assignVariables(variables, stored, 'memory');
    expect(valuesOf(variables)).toEqual(before);
  });

  it('are left alone unless all fit; missing and misshapen ones are named', () => {
    const stored = readVariables(variablesOf({ a: [2, 2], b: [4] }));
    const variables = variablesOf({ a: [2, 2], b: [2, 2], c: [1] });
    const before = valuesOf(variables);
    const assign = () => {
      assignVariables(variables, stored, 'run.safetensors');
    };
    expect(assign).toThrow(CheckpointError);
    expect(assign).toThrow(/run\.safetensors.*b is \[4\], not \[2, 2\]; c missing/);
    expect(valuesOf(variables)).toEqual(before);
  });

  it('leave no tensor behind', () => {
    const variables = variablesOf({ a: [2, 2] });
    const before = tf.memory().numTensors;
    assignVariables(variables, readVariables(variables), 'memory');
    expect(tf.memory().numTensors).toBe(before);
  });
});
