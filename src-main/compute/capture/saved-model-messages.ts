/**
 * TensorFlow's protobuf messages, as far as a SavedModel with one graph needs them. The classes are those that tfjs-node
 * itself reads SavedModels with, made from TensorFlow's public schemas (`graph.proto`, `node_def.proto`,
 * `attr_value.proto`, `tensor.proto`, `tensor_shape.proto`, `meta_graph.proto`, `saved_model.proto`) with
 * google-protobuf. They come without declarations, so what is used of them is written down here.
 */
import { createRequire } from 'node:module';

export type Dimension = { setSize(size: number): void };

export interface Shape {
  setDimList(dimensions: Dimension[]): void;
}

export interface TensorMessage {
  setDtype(dtype: number): void;
  setTensorShape(shape: Shape): void;
  /** Little-endian values, one after the other. */
  setTensorContent(bytes: Uint8Array): void;
}

export interface AttributeList {
  setIList(values: number[]): void;
  setFList(values: number[]): void;
  setBList(values: boolean[]): void;
}

export interface Attribute {
  setS(bytes: Uint8Array): void;
  setI(value: number): void;
  setF(value: number): void;
  setB(value: boolean): void;
  setType(dtype: number): void;
  setShape(shape: Shape): void;
  setTensor(tensor: TensorMessage): void;
  setList(list: AttributeList): void;
}

export interface Node {
  setName(name: string): void;
  setOp(operation: string): void;
  setInputList(inputs: string[]): void;
  getAttrMap(): { set(name: string, attribute: Attribute): void };
}

export interface Graph {
  setVersions(versions: { setProducer(version: number): void }): void;
  addNode(node: Node): void;
}

export interface MetaGraph {
  setMetaInfoDef(info: { setTagsList(tags: string[]): void }): void;
  setGraphDef(graph: Graph): void;
}

export interface SavedModel {
  setSavedModelSchemaVersion(version: number): void;
  setMetaGraphsList(graphs: MetaGraph[]): void;
  serializeBinary(): Uint8Array;
}

export interface Messages {
  TensorShape: (new () => Shape) & { Dim: new () => Dimension };
  Tensor: new () => TensorMessage;
  AttrValue: (new () => Attribute) & { ListValue: new () => AttributeList };
  NodeDef: new () => Node;
  VersionDef: new () => { setProducer(version: number): void };
  GraphDef: new () => Graph;
  MetaGraphDef: (new () => MetaGraph) & { MetaInfoDef: new () => { setTagsList(tags: string[]): void } };
  SavedModel: new () => SavedModel;
}

export function loadMessages(): Messages {
  return createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js') as Messages;
}
