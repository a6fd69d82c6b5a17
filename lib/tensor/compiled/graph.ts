import { EnvironmentError } from '../../common/errors';
import { nativeBackend, type OperationAttribute, type tf } from '../engine';
import type { RecordedConstant, Recording } from './recording';
import { protobuf, type AttributeValue, type Message } from './tensorflowProtobuf';

/** TensorFlow's codes of data types. */
const typeCodes: Readonly<Partial<Record<tf.DataType, number>>> = { float32: 1, int32: 3, bool: 10 };

/** Name under which the graph stands in its SavedModel. */
export const graphTag = 'serve';

/**
 * Writes a recording as a SavedModel.
 * @returns the bytes of `saved_model.pb`
 */
export function encodeSavedModel(recording: Recording): Uint8Array {
  const graph = new protobuf.GraphDef();
  for (const { name, dtype, shape } of recording.placeholders) {
    graph.addNode(
      makeNode(name, 'Placeholder', [], { dtype: typeAttribute(dtype), shape: shapeAttribute(shape) }),
    );
  }
  for (const constant of recording.constants) {
    const attributes = { dtype: typeAttribute(constant.dtype), value: tensorAttribute(constant) };
    graph.addNode(makeNode(constant.name, 'Const', [], attributes));
  }
  for (const { name, operation, attributes, inputs } of recording.operations) {
    const present = attributes.filter(({ value }) => value !== undefined && value !== null);
    const encoded = Object.fromEntries(present.map((item) => [item.name, encodeAttribute(item)]));
    graph.addNode(makeNode(name, operation, [...inputs], encoded));
  }
  const information = new protobuf.MetaGraphDef.MetaInfoDef();
  information.addTags(graphTag);
  const metaGraph = new protobuf.MetaGraphDef();
  metaGraph.setMetaInfoDef(information);
  metaGraph.setGraphDef(graph);
  const model = new protobuf.SavedModel();
  model.addMetaGraphs(metaGraph);
  return model.serializeBinary();
}

function makeNode(
  name: string,
  operation: string,
  inputs: string[],
  attributes: Readonly<Record<string, AttributeValue>>,
): Message {
  const node = new protobuf.NodeDef();
  node.setName(name);
  node.setOp(operation);
  node.setInputList(inputs);
  for (const [key, value] of Object.entries(attributes)) node.getAttrMap().set(key, value);
  return node;
}

function encodeAttribute({ name, type, value }: OperationAttribute): AttributeValue {
  const codes = nativeBackend().binding;
  const encoded = new protobuf.AttrValue();
  if (Array.isArray(value)) {
    const list = new protobuf.AttrValue.ListValue();
    if (type === codes['TF_ATTR_TYPE']) list.setTypeList(value as number[]);
    else if (type === codes['TF_ATTR_INT']) list.setIList(value as number[]);
    else if (type === codes['TF_ATTR_SHAPE']) return shapeAttribute(value as number[]);
    else throw unknownAttribute(name);
    encoded.setList(list);
    return encoded;
  }
  const setters = new Map<number, () => void>([
    [
      codes['TF_ATTR_TYPE'],
      () => {
        encoded.setType(value as number);
      },
    ],
    [
      codes['TF_ATTR_INT'],
      () => {
        encoded.setI(value as number);
      },
    ],
    [
      codes['TF_ATTR_FLOAT'],
      () => {
        encoded.setF(value as number);
      },
    ],
    [
      codes['TF_ATTR_BOOL'],
      () => {
        encoded.setB(Boolean(value));
      },
    ],
    [
      codes['TF_ATTR_STRING'],
      () => {
        encoded.setS(Buffer.from(value as string).toString('base64'));
      },
    ],
  ]);
  const set = setters.get(type);
  if (set === undefined) throw unknownAttribute(name);
  set();
  return encoded;
}

function typeAttribute(dtype: tf.DataType): AttributeValue {
  const attribute = new protobuf.AttrValue();
  attribute.setType(typeCode(dtype));
  return attribute;
}

function shapeAttribute(shape: readonly number[]): AttributeValue {
  const attribute = new protobuf.AttrValue();
  attribute.setShape(encodeShape(shape));
  return attribute;
}

function tensorAttribute({ dtype, shape, values }: RecordedConstant): AttributeValue {
  const tensor = new protobuf.Tensor();
  tensor.setDtype(typeCode(dtype));
  tensor.setTensorShape(encodeShape(shape));
  tensor.setTensorContent(Buffer.from(bytesOf(dtype, values)).toString('base64'));
  const attribute = new protobuf.AttrValue();
  attribute.setTensor(tensor);
  return attribute;
}

function encodeShape(shape: readonly number[]): Message {
  const encoded = new protobuf.TensorShape();
  encoded.setDimList(
    shape.map((size) => {
      const dimension = new protobuf.TensorShape.Dim();
      dimension.setSize(size);
      return dimension;
    }),
  );
  return encoded;
}

function bytesOf(dtype: tf.DataType, values: ArrayLike<number>): ArrayBuffer {
  if (dtype === 'float32') return Float32Array.from(values).buffer;
  return dtype === 'int32' ? Int32Array.from(values).buffer : Uint8Array.from(values).buffer;
}

function typeCode(dtype: tf.DataType): number {
  const code = typeCodes[dtype];
  if (code !== undefined) return code;
  throw new EnvironmentError({
    field: 'compiled step',
    found: `a tensor of type ${dtype}`,
    expected: `one of ${Object.keys(typeCodes).join(', ')}`,
    remedy: 'Convert the tensor before or inside the step.',
  });
}

function unknownAttribute(name: string): EnvironmentError {
  return new EnvironmentError({
    field: 'compiled step',
    found: `an operation attribute ${name} of a kind that has no place in a graph`,
    expected: 'types, whole numbers, reals, flags, texts and shapes',
    remedy: 'Leave this operation outside of the step.',
  });
}
