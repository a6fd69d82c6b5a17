/*
 * The messages of the ONNX format (onnx.proto) that an exported network is made of, and their protobuf encoding.
 */
import { BinaryWriter } from 'google-protobuf';

/** Element types by name, with their numbers in TensorProto.DataType. */
export const elementTypes = {
  float: 1,
  uint8: 2,
  int8: 3,
  int16: 5,
  int32: 6,
  int64: 7,
  uint4: 21,
  int4: 22,
  uint2: 25,
  int2: 26,
} as const;

export type OnnxType = keyof typeof elementTypes;

/** A tensor stored with the graph. */
export interface OnnxTensor {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly number[];
  /** Little-endian; types below 8 bits lie packed, the first value at the lowest bits */
  readonly bytes: Uint8Array;
}

/** Value of an attribute: a whole number, a list of them, a real in its own box, a text or a tensor. */
export type OnnxAttribute =
  | { readonly integer: number }
  | { readonly integers: readonly number[] }
  | { readonly real: number }
  | { readonly text: string }
  | { readonly tensor: OnnxTensor };

/** An operator applied to values. */
export interface OnnxNode {
  readonly operator: string;
  /** Empty text for an input that is left out */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** A float input or output of the graph. */
export interface OnnxValue {
  readonly name: string;
  readonly shape: readonly number[];
  readonly documentation: string;
}

/** A graph in the order of its computation. */
export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

/** What stands around a graph. */
export interface OnnxHeader {
  readonly irVersion: number;
  readonly opset: number;
  readonly producerVersion: string;
  readonly metadata: ReadonlyMap<string, string>;
}

/** @returns a serialized GraphProto */
export function encodeGraph({ name, nodes, initializers, inputs, outputs }: OnnxGraph): Uint8Array {
  const writer = new BinaryWriter();
  for (const [index, node] of nodes.entries()) writeNode(writer, 1, node, `${node.operator}_${index}`);
  writer.writeString(2, name);
  for (const tensor of initializers) writeTensor(writer, 5, tensor);
  for (const value of inputs) writeValue(writer, 11, value);
  for (const value of outputs) writeValue(writer, 12, value);
  return writer.getResultBuffer();
}

/**
 * @param graph - a serialized GraphProto
 * @returns a serialized ModelProto
 */
export function encodeModel(
  graph: Uint8Array,
  { irVersion, opset, producerVersion, metadata }: OnnxHeader,
): Uint8Array {
  const writer = new BinaryWriter();
  writer.writeInt64(1, irVersion);
  writer.writeString(2, 'mqat');
  writer.writeString(3, producerVersion);
  writer.writeBytes(7, graph);
  message(writer, 8, () => {
    writer.writeString(1, '');
    writer.writeInt64(2, opset);
  });
  for (const [key, value] of metadata) {
    message(writer, 14, () => {
      writer.writeString(1, key);
      writer.writeString(2, value);
    });
  }
  return writer.getResultBuffer();
}

function writeNode(writer: BinaryWriter, field: number, node: OnnxNode, name: string): void {
  message(writer, field, () => {
    for (const input of node.inputs) writer.writeString(1, input);
    for (const output of node.outputs) writer.writeString(2, output);
    writer.writeString(3, name);
    writer.writeString(4, node.operator);
    for (const [key, value] of Object.entries(node.attributes)) writeAttribute(writer, 5, key, value);
  });
}

function writeAttribute(writer: BinaryWriter, field: number, name: string, value: OnnxAttribute): void {
  message(writer, field, () => {
    writer.writeString(1, name);
    if ('real' in value) {
      writer.writeFloat(2, value.real);
      writer.writeInt32(20, 1);
    } else if ('integer' in value) {
      writer.writeInt64(3, value.integer);
      writer.writeInt32(20, 2);
    } else if ('text' in value) {
      writer.writeBytes(4, new TextEncoder().encode(value.text));
      writer.writeInt32(20, 3);
    } else if ('tensor' in value) {
      writeTensor(writer, 5, value.tensor);
      writer.writeInt32(20, 4);
    } else {
      writer.writeRepeatedInt64(8, value.integers);
      writer.writeInt32(20, 7);
    }
  });
}

function writeTensor(writer: BinaryWriter, field: number, { name, type, shape, bytes }: OnnxTensor): void {
  message(writer, field, () => {
    writer.writeRepeatedInt64(1, shape);
    writer.writeInt32(2, elementTypes[type]);
    writer.writeString(8, name);
    writer.writeBytes(9, bytes);
  });
}

function writeValue(writer: BinaryWriter, field: number, { name, shape, documentation }: OnnxValue): void {
  message(writer, field, () => {
    writer.writeString(1, name);
    message(writer, 2, () => {
      message(writer, 1, () => {
        writer.writeInt32(1, elementTypes.float);
        message(writer, 2, () => {
          for (const size of shape) {
            message(writer, 1, () => {
              writer.writeInt64(1, size);
            });
          }
        });
      });
    });
    writer.writeString(3, documentation);
  });
}

function message(writer: BinaryWriter, field: number, write: () => void): void {
  writer.writeMessage(field, {}, write);
}
