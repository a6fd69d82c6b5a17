import { createRequire } from 'node:module';

/** A protobuf message of the classes that tfjs-node reads SavedModels with. */
export interface Message {
  serializeBinary(): Uint8Array;
}

/** Attribute of a node. */
export interface AttributeValue extends Message {
  setType(type: number): void;
  setI(value: number): void;
  setF(value: number): void;
  setB(value: boolean): void;
  setS(base64: string): void;
  setShape(shape: Message): void;
  setTensor(tensor: Message): void;
  setList(list: Message): void;
}

interface NodeMessage extends Message {
  setName(name: string): void;
  setOp(operation: string): void;
  setInputList(inputs: string[]): void;
  getAttrMap(): { set(key: string, value: AttributeValue): void };
}

interface ShapeMessage extends Message {
  setDimList(dimensions: Message[]): void;
}

interface DimensionMessage extends Message {
  setSize(size: number): void;
}

interface TensorMessage extends Message {
  setDtype(type: number): void;
  setTensorShape(shape: Message): void;
  setTensorContent(base64: string): void;
}

interface ListMessage extends Message {
  setIList(values: number[]): void;
  setTypeList(types: number[]): void;
}

interface GraphMessage extends Message {
  addNode(node: Message): void;
}

interface MetaGraphMessage extends Message {
  setMetaInfoDef(info: Message): void;
  setGraphDef(graph: Message): void;
}

interface SavedModelMessage extends Message {
  addMetaGraphs(graph: Message): void;
}

/** The message classes used here. */
export interface TensorflowProtobuf {
  readonly GraphDef: new () => GraphMessage;
  readonly NodeDef: new () => NodeMessage;
  readonly AttrValue: (new () => AttributeValue) & { readonly ListValue: new () => ListMessage };
  readonly Tensor: new () => TensorMessage;
  readonly TensorShape: (new () => ShapeMessage) & { readonly Dim: new () => DimensionMessage };
  readonly SavedModel: new () => SavedModelMessage;
  readonly MetaGraphDef: (new () => MetaGraphMessage) & {
    readonly MetaInfoDef: new () => Message & { addTags(tag: string): void };
  };
}

/** TensorFlow's message classes, as tfjs-node ships them. */
export const protobuf = createRequire(__filename)(
  '@tensorflow/tfjs-node-gpu/dist/proto/api_pb',
) as TensorflowProtobuf;
