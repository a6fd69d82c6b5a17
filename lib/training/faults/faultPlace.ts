/*
 * Finds what went wrong first in a step whose loss or gradients are not finite. The step is done again operation by
 * operation, from the variables that it began with: the batch is looked at first, then the variables, then the layers in the
 * order in which the forward pass asks for them, then the gradients from the last layer to the first.
 */
import type { PrecisionPolicy } from '../../models/modularNetwork';
import { tf } from '../../tensor/engine';
import type { NamedVariable } from '../namedVariables';
import type { BatchTensors, LearningTask } from '../trainingTask';

/** What a step is made of, as it was before it. */
export interface FaultyStep {
  readonly task: LearningTask;
  readonly batch: BatchTensors;
  readonly precision: PrecisionPolicy;
  /** All that the step reads */
  readonly variables: readonly NamedVariable[];
  /** Those that it moves, in the order of the forward pass */
  readonly trainables: readonly NamedVariable[];
}

/** The first thing at fault. */
export interface FaultPlace {
  /** Such as `input of head.cls_tower.0` or `fpn.inner_convs.2.weight` */
  readonly place: string;
  readonly value: string;
}

/** @returns the loss of a step's batch at the variables as they are, which stay so */
export function lossNow({ task, batch, precision, variables }: FaultyStep): number {
  const found: number[] = [];
  keeping(variables, () => {
    found.push(task.losses(batch, { training: true, precision }).total.dataSync()[0]);
  });
  return found[0];
}

/** @returns what of a step's loss is not finite first: batch, variable, layer, or the loss itself where all of them are */
export function lossPlace(step: FaultyStep): FaultPlace {
  const { task, batch, precision, variables } = step;
  const named = [
    ...Object.entries(batch).map(([name, tensor]) => ({ name: `batch, ${name}`, tensor })),
    ...variables.map(({ name, variable }) => ({ name, tensor: variable as tf.Tensor })),
  ];
  for (const { name, tensor } of named) {
    const value = notFinite(tensor);
    if (value !== undefined) return { place: name, value };
  }
  const found: FaultPlace[] = [];
  const look = (place: string, tensor: tf.Tensor) => {
    const value = found.length === 0 ? notFinite(tensor) : undefined;
    if (value !== undefined) found.push({ place, value });
  };
  keeping(variables, () => {
    task.losses(batch, { training: true, precision: watched(precision, look) });
  });
  return found[0] ?? { place: 'loss', value: 'not finite, though every layer has finite inputs' };
}

/**
 * @returns the variable whose gradient is not finite first on the way back, or has the largest norm where all are finite; that
 * of a loss where that is not finite
 */
export function gradientPlace(step: FaultyStep): FaultPlace {
  const { task, batch, precision, variables, trainables } = step;
  const norms: number[] = [];
  keeping(variables, () => {
    const { grads } = tf.variableGrads(
      () => task.losses(batch, { training: true, precision }).total,
      trainables.map(({ variable }) => variable),
    );
    for (const { variable } of trainables) norms.push(tf.norm(grads[variable.name]).dataSync()[0]);
  });
  const faulty = norms.findLastIndex((norm) => !Number.isFinite(norm));
  const index = faulty >= 0 ? faulty : norms.indexOf(Math.max(...norms));
  return {
    place: `gradient of ${trainables[index].name}`,
    value: `a norm of ${norms[index].toPrecision(4)}`,
  };
}

/** A policy that shows what every layer sees and multiplies with, in the order of the forward pass. */
function watched(
  precision: PrecisionPolicy,
  look: (place: string, tensor: tf.Tensor) => void,
): PrecisionPolicy {
  return {
    variables: precision.variables,
    weights(layer, weights) {
      const simulated = precision.weights(layer, weights);
      look(`weights of ${layer}`, simulated);
      return simulated;
    },
    activations(layer, input) {
      look(`input of ${layer}`, input);
      const simulated = precision.activations(layer, input);
      look(`quantized input of ${layer}`, simulated);
      return simulated;
    },
  };
}

/** Does work that moves running statistics, and puts them back. */
function keeping(variables: readonly NamedVariable[], work: () => void): void {
  tf.tidy(() => {
    const before = variables.map(({ variable }) => variable.clone());
    work();
    for (const [index, { variable }] of variables.entries()) variable.assign(before[index]);
  });
}

/** @returns words for the first number that is not finite; undefined where all are */
function notFinite(tensor: tf.Tensor): string | undefined {
  const isFinite = tf.tidy(() => tf.all(tf.isFinite(tensor)).dataSync()[0]);
  if (isFinite !== 0) return undefined;
  const values = tensor.dataSync();
  const faulty = values.filter((value: number) => !Number.isFinite(value));
  return `${faulty[0]} (${faulty.length} of ${values.length} numbers are not finite)`;
}
