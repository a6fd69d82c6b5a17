import { nativeBackend, type OperationAttribute, type tf } from './engine';

/** The data types that attributes name. */
export type AttributeType = 'float32' | 'int32' | 'bool';

const typeCodes: Readonly<Record<AttributeType, string>> = {
  float32: 'TF_FLOAT',
  int32: 'TF_INT32',
  bool: 'TF_BOOL',
};

/** Makes the attributes of a TensorFlow operation in the addon's form. */
export const attribute = {
  type: (name: string, value: AttributeType): OperationAttribute =>
    make(name, 'TF_ATTR_TYPE', nativeBackend().binding[typeCodes[value]]),
  integers: (name: string, value: readonly number[]): OperationAttribute => make(name, 'TF_ATTR_INT', value),
  integer: (name: string, value: number): OperationAttribute => make(name, 'TF_ATTR_INT', value),
  real: (name: string, value: number): OperationAttribute => make(name, 'TF_ATTR_FLOAT', value),
  flag: (name: string, value: boolean): OperationAttribute => make(name, 'TF_ATTR_BOOL', value),
  text: (name: string, value: string): OperationAttribute => make(name, 'TF_ATTR_STRING', value),
};

/** Runs a TensorFlow operation of one output by its name. */
export function runOperation<T extends tf.Tensor>(
  name: string,
  attributes: OperationAttribute[],
  inputs: tf.Tensor[],
): T {
  return nativeBackend().executeSingleOutput(name, attributes, inputs) as T;
}

/** Runs a TensorFlow operation of several outputs by its name. */
export function runOperations(
  name: string,
  attributes: OperationAttribute[],
  inputs: tf.Tensor[],
  outputs: number,
): tf.Tensor[] {
  return nativeBackend().executeMultipleOutputs(name, attributes, inputs, outputs);
}

function make(name: string, type: string, value: unknown): OperationAttribute {
  return { name, type: nativeBackend().binding[type], value };
}
