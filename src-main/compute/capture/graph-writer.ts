/**
 * Writes a trace as a SavedModel of one graph.
 *
 *     r<i>        the value of variable i, read from a resource of the session
 *     scalars     all single float32 numbers made during the step, in one vector: one feed instead of a hundred
 *     p<position> any other tensor that is handed in
 *     o<i>        operation i of the trace
 *     a<i>        gives variable i its new value, after every reading of the old one
 *     done        fetched with the results, so that all variables move
 *     w<i>, d<i>  a value for variable i from outside, and the node that is fetched to write it
 */
import type { OpAttribute } from '../kernels/native-backend.ts';
import { isTypeImplied } from './capturable.ts';
import { DTYPE, type NativeBinding, type NativeValues } from './native-binding.ts';
import {
  loadMessages,
  type Attribute,
  type Graph,
  type Messages,
  type Shape,
} from './saved-model-messages.ts';
import { variableType, type Operation, type TensorType, type Trace, type Value } from './trace.ts';
import type * as tf from '@tensorflow/tfjs-core';

/** The GraphDef version of TensorFlow 2.8; newer versions read it with today's meaning of every operation. */
const PRODUCER = 987;
const SCHEMA_VERSION = 1;

export interface WrittenGraph {
  bytes: Uint8Array;
  /** In the order of their nodes `r<i>`. */
  variables: readonly tf.Variable[];
  /** Positions of the values that go into the vector of scalars, in order. */
  scalars: readonly number[];
  /** Positions of the values that are handed in as tensors. */
  fed: readonly number[];
}

export function writeGraph(trace: Trace, binding: NativeBinding): WrittenGraph {
  return new GraphWriter(trace, binding).write();
}

class GraphWriter {
  readonly #messages: Messages = loadMessages();
  readonly #graph: Graph = new this.#messages.GraphDef();
  readonly #trace: Trace;
  readonly #binding: NativeBinding;
  readonly #variables = new Map<tf.Variable, number>();
  readonly #scalars: number[] = [];
  readonly #fed: number[] = [];
  /** What a value is called as an input, by position. */
  readonly #names: string[] = [];

  constructor(trace: Trace, binding: NativeBinding) {
    this.#trace = trace;
    this.#binding = binding;
  }

  write(): WrittenGraph {
    const versions = new this.#messages.VersionDef();
    versions.setProducer(PRODUCER);
    this.#graph.setVersions(versions);
    this.#trace.values.forEach((value, position) => this.#leaf(value, position));
    this.#writeScalars();
    this.#trace.operations.forEach((operation, i) => this.#operation(operation, i));
    this.#writeUpdates();
    return {
      bytes: this.#savedModel(),
      variables: [...this.#variables.keys()],
      scalars: this.#scalars,
      fed: this.#fed,
    };
  }

  #operation({ name, attributes, inputs }: Operation, i: number): void {
    const all = attributes.map((given) => [given.name, this.#givenAttribute(given)] as const);
    if (isTypeImplied(name, attributes)) {
      all.push(['T', this.#type((this.#trace.values[inputs[0] as number] as Value).dtype)]);
    }
    this.#node(
      `o${i}`,
      name,
      inputs.map((position) => this.#names[position] as string),
      all,
    );
  }

  #leaf(value: Value, position: number): void {
    if (value.kind === 'result') {
      this.#names[position] = `o${value.operation}:${value.output}`;
    } else if (value.kind === 'variable') {
      this.#names[position] = `r${this.#variable(value.variable)}`;
    } else if (value.constant !== null) {
      this.#names[position] = `c${position}`;
      this.#constant(`c${position}`, value, value.constant);
    } else if (value.kind === 'made' && value.dtype === DTYPE.float32 && value.shape.length === 0) {
      this.#names[position] = `scalar:${this.#scalars.push(position) - 1}`;
    } else {
      this.#fed.push(position);
      this.#names[position] = `p${position}`;
      this.#placeholder(`p${position}`, value);
    }
  }

  #writeScalars(): void {
    const count = this.#scalars.length;
    if (count === 0) return;
    this.#placeholder('scalars', { shape: [count], dtype: DTYPE.float32 });
    this.#node(
      'scalar',
      'Unpack',
      ['scalars'],
      [
        ['num', this.#attribute((attribute) => attribute.setI(count))],
        ['axis', this.#attribute((attribute) => attribute.setI(0))],
        ['T', this.#type(DTYPE.float32)],
      ],
    );
  }

  /** Position of a variable among those of the graph; makes its nodes at the first call. */
  #variable(variable: tf.Variable): number {
    const known = this.#variables.get(variable);
    if (known !== undefined) return known;
    const i = this.#variables.size;
    this.#variables.set(variable, i);
    const type = variableType(variable);
    const dtype = ['dtype', this.#type(type.dtype)] as const;
    this.#node(
      `v${i}`,
      'VarHandleOp',
      [],
      [
        dtype,
        ['shape', this.#attribute((attribute) => attribute.setShape(this.#shape(type.shape)))],
        ['shared_name', this.#attribute((attribute) => attribute.setS(bytesOf(`variable-${i}`)))],
      ],
    );
    this.#node(`r${i}`, 'ReadVariableOp', [`v${i}`], [dtype]);
    this.#placeholder(`w${i}`, type);
    this.#node(`write${i}`, 'AssignVariableOp', [`v${i}`, `w${i}`], [dtype]);
    this.#constant(`d${i}`, { shape: [], dtype: DTYPE.int32 }, Int32Array.of(1), [`^write${i}`]);
    return i;
  }

  #writeUpdates(): void {
    const assigned = this.#trace.updates.map(([variable, position]) => {
      const i = this.#variable(variable);
      const dtype = ['dtype', this.#type(variableType(variable).dtype)] as const;
      this.#node(`a${i}`, 'AssignVariableOp', [`v${i}`, this.#names[position] as string, `^r${i}`], [dtype]);
      return `^a${i}`;
    });
    this.#constant('done', { shape: [], dtype: DTYPE.int32 }, Int32Array.of(1), assigned);
  }

  #placeholder(name: string, type: TensorType): void {
    this.#node(
      name,
      'Placeholder',
      [],
      [
        ['dtype', this.#type(type.dtype)],
        ['shape', this.#attribute((attribute) => attribute.setShape(this.#shape(type.shape)))],
      ],
    );
  }

  #constant(name: string, type: TensorType, values: NativeValues, after: string[] = []): void {
    if (!ArrayBuffer.isView(values)) throw new TypeError('a captured step cannot hold strings');
    const tensor = new this.#messages.Tensor();
    tensor.setDtype(type.dtype);
    tensor.setTensorShape(this.#shape(type.shape));
    tensor.setTensorContent(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    this.#node(name, 'Const', after, [
      ['dtype', this.#type(type.dtype)],
      ['value', this.#attribute((attribute) => attribute.setTensor(tensor))],
    ]);
  }

  #node(
    name: string,
    operation: string,
    inputs: string[],
    attributes: readonly (readonly [name: string, attribute: Attribute])[],
  ): void {
    const node = new this.#messages.NodeDef();
    node.setName(name);
    node.setOp(operation);
    node.setInputList(inputs);
    for (const [key, attribute] of attributes) node.getAttrMap().set(key, attribute);
    this.#graph.addNode(node);
  }

  #shape(sizes: readonly number[]): Shape {
    const shape = new this.#messages.TensorShape();
    shape.setDimList(
      sizes.map((size) => {
        const dimension = new this.#messages.TensorShape.Dim();
        dimension.setSize(size);
        return dimension;
      }),
    );
    return shape;
  }

  #type(dtype: number): Attribute {
    return this.#attribute((attribute) => attribute.setType(dtype));
  }

  #attribute(fill: (attribute: Attribute) => void): Attribute {
    const attribute = new this.#messages.AttrValue();
    fill(attribute);
    return attribute;
  }

  /** An attribute as tfjs-node's kernels give it. Lists are told by their values, as the addon tells them. */
  #givenAttribute({ name, type, value }: OpAttribute): Attribute {
    const { TF_ATTR_INT, TF_ATTR_FLOAT, TF_ATTR_BOOL, TF_ATTR_STRING, TF_ATTR_TYPE, TF_ATTR_SHAPE } =
      this.#binding;
    return this.#attribute((attribute) => {
      if (typeof value === 'object') {
        if (type === TF_ATTR_SHAPE) return attribute.setShape(this.#shape(value));
        const list = new this.#messages.AttrValue.ListValue();
        if (type === TF_ATTR_INT) list.setIList([...value]);
        else if (type === TF_ATTR_FLOAT) list.setFList([...value]);
        else throw new TypeError(`the list in attribute ${name} has a type that is not captured`);
        return attribute.setList(list);
      }
      if (type === TF_ATTR_INT) return attribute.setI(Number(value));
      if (type === TF_ATTR_FLOAT) return attribute.setF(Number(value));
      if (type === TF_ATTR_BOOL) return attribute.setB(Boolean(value));
      if (type === TF_ATTR_TYPE) return attribute.setType(Number(value));
      if (type === TF_ATTR_STRING) return attribute.setS(bytesOf(String(value)));
      throw new TypeError(`attribute ${name} has a type that is not captured`);
    });
  }

  #savedModel(): Uint8Array {
    const info = new this.#messages.MetaGraphDef.MetaInfoDef();
    info.setTagsList(['serve']);
    const meta = new this.#messages.MetaGraphDef();
    meta.setMetaInfoDef(info);
    meta.setGraphDef(this.#graph);
    const model = new this.#messages.SavedModel();
    model.setSavedModelSchemaVersion(SCHEMA_VERSION);
    model.setMetaGraphsList([meta]);
    return model.serializeBinary();
  }
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
