/**
 * The functions of tfjs-node's native addon that capturing stands in front of. The library declares them nowhere, so
 * their shapes are written down here, as `binding/tfjs_backend.cc` of tfjs-node 4.22 has them.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { OpAttribute } from '../kernels/native-backend.ts';

/** Values of a tensor as JavaScript holds them; strings are lists of their bytes. */
export type NativeValues = Float32Array | Int32Array | Uint8Array | readonly Uint8Array[];

/** One result of an operation. `dtype` is TensorFlow's own number. */
export interface NativeTensor {
  id: number;
  shape: number[];
  dtype: number;
}

export interface NativeBinding {
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  /** Takes the values over without copying them. */
  createTensor(shape: number[], dtype: number, values: NativeValues): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): NativeValues;
  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    ids: readonly number[],
    outputs: number,
  ): NativeTensor[];
  /** A session over a SavedModel folder; `tags` are joined with commas. */
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(session: number): void;
  /** Names are joined with commas, each `node:output`. */
  runSavedModel(session: number, ids: readonly number[], inputs: string, outputs: string): NativeTensor[];
}

/** tfjs-node's backend as capturing uses it. */
export interface NativeTensorBackend {
  binding: NativeBinding;
  /** Uploads values that were not uploaded yet; the ids stay with their tensors. */
  getInputTensorIds(tensors: readonly tf.Tensor[]): number[];
  /** A tensor of the current scope that owns the id. */
  createOutputTensor(from: NativeTensor): tf.Tensor;
}

/** TensorFlow's numbers of the types that a captured step may hold (`types.proto`). */
export const DTYPE = { float32: 1, int32: 3, string: 7, bool: 10 } as const;

/** The backend that computes at the moment, or null where it is not tfjs-node's. */
export function nativeTensorBackend(backend: object): NativeTensorBackend | null {
  const isNative = 'binding' in backend && 'getInputTensorIds' in backend && 'createOutputTensor' in backend;
  return isNative ? (backend as NativeTensorBackend) : null;
}
