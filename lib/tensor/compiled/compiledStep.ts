/*
 * A tfjs step as one TensorFlow graph. The step is run and every operation that reaches TensorFlow, autodiff and optimizer
 * included, is written down; the record becomes a graph that maps inputs and variables to outputs and new variables. The
 * variables stay ordinary tfjs variables: their tensors are fed and replaced without a copy, so they can be read and
 * assigned at any time.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnvironmentError } from '../../common/errors';
import { nativeBackend, tf, type NativeBackend } from '../engine';
import { checkSameProgram } from './comparison';
import { encodeSavedModel, graphTag } from './graph';
import { recordStep, type Placeholder, type Recording, type Step, type StepTensors } from './recording';

/** A step that runs as a single call. */
export interface CompiledStep {
  /** Operations in the graph */
  readonly operationCount: number;
  /**
   * Runs the step: assigns the variables and returns the outputs, which the caller disposes.
   * @param inputs - of the names, types and shapes that the step was compiled with
   * @param accept - sees the outputs before a variable is assigned; where it returns false, the variables stay as they were
   * @throws EnvironmentError when an input is missing or of another type or shape
   */
  run(inputs: StepTensors, accept?: (outputs: StepTensors) => boolean): StepTensors;
}

/** Sessions of this process by the hash of their graph: compiling the same step again finds its own. */
const sessions = new Map<string, number>();

/**
 * Compiles a step. It is run once to warm up and recorded twice, with different inputs; the variables end as they began.
 * @param variables - every variable that the step reads or assigns
 * @param first - inputs of one run
 * @param second - inputs of another run, with other numbers throughout
 * @throws EnvironmentError when the step cannot be recorded faithfully: a host read, an undeclared variable, a constant that
 * changes from run to run
 */
export function compileStep(
  step: Step,
  variables: readonly tf.Variable[],
  first: StepTensors,
  second: StepTensors,
): CompiledStep {
  recordStep(step, first, variables);
  const recording = recordStep(step, first, variables);
  checkSameProgram(recording, recordStep(step, second, variables));
  const session = openSession(encodeSavedModel(recording));
  const assigned = variables.filter((_, index) => recording.updates[index] !== undefined);
  const outputNames = Object.keys(recording.outputs);
  const fetched = [...outputNames.map((name) => recording.outputs[name]), ...updatesOf(recording)].map(
    fetchName,
  );
  const feeds = recording.placeholders.map(({ name }) => ({ name: `${name}:0`, dtype: '' }));
  const inputPlaceholders = recording.placeholders.slice(0, recording.placeholders.length - variables.length);
  return {
    operationCount: recording.operations.length,
    run(inputs, accept) {
      const fed = inputPlaceholders.map((placeholder) => checkedInput(inputs, placeholder));
      const results = sessionBackend().runSavedModel(session, [...fed, ...variables], feeds, fetched);
      const outputs = Object.fromEntries(outputNames.map((name, index) => [name, results[index]]));
      const kept = accept?.(outputs) ?? true;
      for (const [index, variable] of assigned.entries()) {
        const value = results[outputNames.length + index];
        if (kept) variable.assign(value);
        value.dispose();
      }
      return outputs;
    },
  };
}

interface SessionBackend extends NativeBackend {
  loadSavedModelMetaGraph(folder: string, tags: string): number;
  runSavedModel(
    session: number,
    inputs: tf.Tensor[],
    feeds: { name: string; dtype: string }[],
    fetches: string[],
  ): tf.Tensor[];
}

function sessionBackend(): SessionBackend {
  return nativeBackend() as SessionBackend;
}

function openSession(model: Uint8Array): number {
  const key = createHash('sha256').update(model).digest('hex');
  const known = sessions.get(key);
  if (known !== undefined) return known;
  const folder = mkdtempSync(join(tmpdir(), 'compiled-step-'));
  try {
    mkdirSync(join(folder, 'variables'));
    writeFileSync(join(folder, 'saved_model.pb'), model);
    const session = sessionBackend().loadSavedModelMetaGraph(folder, graphTag);
    sessions.set(key, session);
    return session;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function updatesOf({ updates }: Recording): string[] {
  return updates.filter((reference) => reference !== undefined);
}

function fetchName(reference: string): string {
  return reference.includes(':') ? reference : `${reference}:0`;
}

function checkedInput(inputs: StepTensors, { name, dtype, shape }: Placeholder): tf.Tensor {
  const key = name.replace(/^input_/, '');
  const tensor: tf.Tensor | undefined = inputs[key];
  const wanted = `${dtype} [${shape.join(', ')}]`;
  const found = tensor === undefined ? 'nothing' : `${tensor.dtype} [${tensor.shape.join(', ')}]`;
  if (found === wanted) return tensor;
  throw new EnvironmentError({
    field: `input ${key} of a compiled step`,
    found,
    expected: wanted,
    remedy: 'Feed the shape that the step was compiled for, or compile it for this one.',
  });
}
