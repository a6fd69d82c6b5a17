import { EnvironmentError } from '../../common/errors';
import { nativeBackend, tf, type NativeBackend, type OperationAttribute } from '../engine';
import { attribute, type AttributeType } from '../nativeOperation';
import { callerLine, stackDepth } from './callerLine';
import { checkRecordable } from './recordableOperations';

/** Where a value of a recording comes from: `node:output`, or the name of a placeholder or constant. */
export type ValueReference = string;

/** One TensorFlow operation, as tfjs ran it. */
export interface RecordedOperation {
  readonly name: string;
  readonly operation: string;
  readonly attributes: readonly OperationAttribute[];
  readonly inputs: readonly ValueReference[];
  readonly outputShapes: readonly (readonly number[])[];
  /** Call stack where it ran, for messages */
  readonly origin: Error;
}

/** A tensor that the step made from JavaScript numbers. */
export interface RecordedConstant {
  readonly name: string;
  readonly dtype: tf.DataType;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
  readonly origin: Error;
}

/** A value fed to the graph. */
export interface Placeholder {
  readonly name: string;
  readonly dtype: tf.DataType;
  readonly shape: readonly number[];
}

/** Everything that one run of a step did. */
export interface Recording {
  readonly placeholders: readonly Placeholder[];
  readonly constants: readonly RecordedConstant[];
  readonly operations: readonly RecordedOperation[];
  /** By output name */
  readonly outputs: Readonly<Record<string, ValueReference>>;
  /** New values by position of the variable; undefined where the step did not assign it */
  readonly updates: readonly (ValueReference | undefined)[];
}

/** Named tensors. */
export type StepTensors = Readonly<Record<string, tf.Tensor>>;

/** Ordinary tfjs code: reads inputs and variables, assigns variables, returns named tensors. */
export type Step = (inputs: StepTensors) => StepTensors;

/**
 * Runs a step once and writes down every operation that reaches TensorFlow. The variables end with the values they began
 * with.
 * @throws EnvironmentError when the step reads a tensor on the host, uses a variable that was not declared or a tensor that was
 * made outside, or does what no graph can
 */
export function recordStep(step: Step, inputs: StepTensors, variables: readonly tf.Variable[]): Recording {
  separateAliases(inputs, variables);
  const before = variables.map((variable) => tf.keep(variable.clone()));
  const recorder = new Recorder(inputs, variables);
  try {
    const outputs = recorder.record(() => step(inputs));
    return recorder.finish(outputs);
  } finally {
    for (const [index, variable] of variables.entries()) {
      variable.assign(before[index]);
      before[index].dispose();
    }
  }
}

class Recorder {
  private readonly references = new Map<object, ValueReference>();
  /** Data of the tensors that the step makes from JavaScript numbers */
  private readonly written = new WeakSet<object>();
  private readonly constants: RecordedConstant[] = [];
  private readonly operations: RecordedOperation[] = [];
  private readonly placeholders: Placeholder[] = [];
  private readonly startIds: object[];
  private readonly undeclared: Map<object, string>;
  private readonly strangers: { variable: tf.Variable; id: object }[];

  constructor(
    inputs: StepTensors,
    private readonly variables: readonly tf.Variable[],
  ) {
    for (const [name, tensor] of Object.entries(inputs)) this.addPlaceholder(`input_${name}`, tensor);
    for (const [index, variable] of variables.entries()) this.addPlaceholder(`variable_${index}`, variable);
    this.startIds = variables.map(({ dataId }) => dataId);
    const declared = new Set(variables);
    this.strangers = Object.values(tf.engine().registeredVariables)
      .filter((variable) => !declared.has(variable))
      .map((variable) => ({ variable, id: variable.dataId }));
    this.undeclared = new Map(this.strangers.map(({ variable, id }) => [id, variable.name]));
  }

  /** Runs the step with the backend's entrances watched. */
  record(run: () => StepTensors): StepTensors {
    const backend = nativeBackend() as HostBackend;
    const original = {
      executeSingleOutput: backend.executeSingleOutput,
      executeMultipleOutputs: backend.executeMultipleOutputs,
      readSync: backend.readSync,
      read: backend.read,
      write: backend.write,
    };
    const watched: typeof original = {
      executeSingleOutput: (name, attributes, inputs) => {
        const references = inputs.map((tensor) => this.referenceOf(tensor, name));
        const output = original.executeSingleOutput.call(backend, name, attributes, inputs);
        this.addOperation(name, attributes, references, [output]);
        return output;
      },
      executeMultipleOutputs: (name, attributes, inputs, count) => {
        const references = inputs.map((tensor) => this.referenceOf(tensor, name));
        const outputs = original.executeMultipleOutputs.call(backend, name, attributes, inputs, count);
        this.addOperation(name, attributes, references, outputs);
        return outputs;
      },
      readSync: () => {
        throw hostRead();
      },
      read: () => {
        throw hostRead();
      },
      write: (...values) => {
        const dataId = original.write.apply(backend, values);
        this.written.add(dataId);
        return dataId;
      },
    };
    const usualDepth = Error.stackTraceLimit;
    try {
      Error.stackTraceLimit = stackDepth;
      Object.assign(backend, watched);
      return tf.tidy(run);
    } finally {
      Object.assign(backend, original);
      Error.stackTraceLimit = usualDepth;
    }
  }

  finish(outputs: StepTensors): Recording {
    const intruder = this.strangers.find(({ variable, id }) => variable.dataId !== id);
    if (intruder !== undefined) throw undeclaredVariable(intruder.variable.name, 'assigned');
    const updates = this.variables.map((variable, index) =>
      variable.dataId === this.startIds[index] ? undefined : this.computedReference(variable),
    );
    const references = Object.fromEntries(
      Object.entries(outputs).map(([name, tensor]) => [name, this.computedReference(tensor)]),
    );
    tf.dispose(outputs);
    return {
      placeholders: this.placeholders,
      constants: this.constants,
      operations: this.operations,
      outputs: references,
      updates,
    };
  }

  private addPlaceholder(name: string, tensor: tf.Tensor): void {
    this.placeholders.push({ name, dtype: tensor.dtype, shape: tensor.shape });
    this.references.set(tensor.dataId, name);
  }

  private addOperation(
    operation: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly ValueReference[],
    outputs: readonly tf.Tensor[],
  ): void {
    checkRecordable(operation);
    const name = `operation_${this.operations.length}`;
    const outputShapes = outputs.map(({ shape }) => shape);
    this.operations.push({
      ...{ name, operation, attributes, inputs, outputShapes },
      origin: new Error(operation),
    });
    for (const [index, output] of outputs.entries()) {
      this.references.set(output.dataId, index === 0 ? name : `${name}:${index}`);
    }
  }

  /** A reference that can be fetched: a session does not return what it is fed. */
  private computedReference(tensor: tf.Tensor): ValueReference {
    const reference = this.referenceOf(tensor, 'output');
    if (!this.placeholders.some(({ name }) => name === reference)) return reference;
    const type = attribute.type('T', tensor.dtype as AttributeType);
    const name = `operation_${this.operations.length}`;
    this.operations.push({
      name,
      operation: 'Identity',
      attributes: [type],
      inputs: [reference],
      outputShapes: [tensor.shape],
      origin: new Error('Identity'),
    });
    return name;
  }

  private referenceOf(tensor: tf.Tensor, operation: string): ValueReference {
    const known = this.references.get(tensor.dataId);
    if (known !== undefined) return known;
    const variableName = this.undeclared.get(tensor.dataId);
    if (variableName !== undefined) throw undeclaredVariable(variableName, `read by ${operation}`);
    if (!this.written.has(tensor.dataId)) throw outsideTensor(tensor, operation);
    const name = `constant_${this.constants.length}`;
    const values = hostValues(tensor);
    this.constants.push({
      name,
      dtype: tensor.dtype,
      shape: tensor.shape,
      values,
      origin: new Error(operation),
    });
    this.references.set(tensor.dataId, name);
    return name;
  }
}

interface HostBackend extends NativeBackend {
  write(values: unknown, shape: number[], dtype: tf.DataType): object;
  readSync(dataId: object): ArrayLike<number>;
  read(dataId: object): Promise<ArrayLike<number>>;
}

/** Reads a tensor past the watch on host reads. */
function hostValues(tensor: tf.Tensor): ArrayLike<number> {
  const backend = nativeBackend() as HostBackend;
  const prototype = Object.getPrototypeOf(backend) as HostBackend;
  return Array.from(prototype.readSync.call(backend, tensor.dataId));
}

/** tfjs clones share their data: inputs and variables that do are given data of their own. */
function separateAliases(inputs: StepTensors, variables: readonly tf.Variable[]): void {
  const seen = new Set<object>(Object.values(inputs).map(({ dataId }) => dataId));
  if (seen.size < Object.keys(inputs).length) {
    throw new EnvironmentError({
      field: 'inputs of a compiled step',
      found: 'two inputs that share their data',
      expected: 'every input a tensor of its own',
      remedy: 'Make each input with tf.tensor, not as a clone or reshape of another.',
    });
  }
  for (const variable of variables) {
    if (seen.has(variable.dataId)) {
      tf.tidy(() => {
        variable.assign(tf.tensor(variable.dataSync().slice(), variable.shape, variable.dtype));
      });
    }
    seen.add(variable.dataId);
  }
}

function hostRead(): EnvironmentError {
  return new EnvironmentError({
    field: 'compiled step',
    found: `a tensor that is read on the host ${callerLine(new Error())}`,
    expected: 'a step that stays inside TensorFlow from inputs to outputs',
    remedy: 'Return the tensor as an output and read it after the step.',
  });
}

function undeclaredVariable(name: string, use: string): EnvironmentError {
  return new EnvironmentError({
    field: `variable ${name}`,
    found: `an undeclared variable that is ${use} ${callerLine(new Error())}`,
    expected: 'every variable of the step in the list that is compiled',
    remedy: 'Add the variable to the list.',
  });
}

function outsideTensor({ dtype, shape }: tf.Tensor, operation: string): EnvironmentError {
  return new EnvironmentError({
    field: 'compiled step',
    found: `a tensor ${dtype} [${shape.join(', ')}] that was made outside of the step, read by ${operation} ${callerLine(new Error())}`,
    expected: 'inputs, declared variables, and tensors that the step makes',
    remedy: 'Hand it in as an input, hold it in a variable, or make it inside of the step.',
  });
}
