import type { Step, StepTensors } from '../../tensor/compiled/recording';
import { tf } from '../../tensor/engine';
import type { NamedVariable } from '../namedVariables';

/**
 * A training step that is looked at before anything of it is kept.
 * @param accept - sees the outputs; where it returns false, the variables are as they were before
 * @returns the outputs, which the caller disposes
 */
export type GuardedStep = (inputs: StepTensors, accept: (outputs: StepTensors) => boolean) => StepTensors;

/** @returns a step that runs operation by operation and takes back what was not accepted */
export function guardedStep(step: Step, variables: readonly NamedVariable[]): GuardedStep {
  return (inputs, accept) => {
    const before = variables.map(({ variable }) => tf.keep(variable.clone()));
    const outputs = step(inputs);
    if (!accept(outputs))
      for (const [index, { variable }] of variables.entries()) variable.assign(before[index]);
    tf.dispose(before);
    return outputs;
  };
}
