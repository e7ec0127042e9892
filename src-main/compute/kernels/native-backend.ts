/**
 * The part of the native TensorFlow backend that our kernels use: it runs any TensorFlow operation by name.
 * tfjs-node declares it nowhere, so the shape is written down here and checked once when kernels are registered.
 */
import type { DataType, KernelFunc, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';

export interface OpAttribute {
  name: string;
  type: number;
  value: number | boolean | string | readonly number[];
}

export interface NativeBackend {
  binding: Readonly<
    Record<'TF_ATTR_FLOAT' | 'TF_ATTR_STRING' | 'TF_ATTR_BOOL' | 'TF_ATTR_INT' | 'TF_ATTR_TYPE', number>
  >;
  executeSingleOutput(name: string, attributes: OpAttribute[], inputs: TensorInfo[]): TensorInfo;
  executeMultipleOutputs(
    name: string,
    attributes: OpAttribute[],
    inputs: TensorInfo[],
    outputs: number,
  ): TensorInfo[];
  getDTypeInteger(dtype: DataType): number;
}

export function isNativeBackend(backend: object): backend is NativeBackend {
  return 'executeMultipleOutputs' in backend && 'binding' in backend && 'getDTypeInteger' in backend;
}

export function typeAttribute(backend: NativeBackend, name: string, dtype: DataType): OpAttribute {
  return { name, type: backend.binding.TF_ATTR_TYPE, value: backend.getDTypeInteger(dtype) };
}

/** Wraps a kernel body so that it gets the native backend with its type. */
export function nativeKernel(
  body: (
    backend: NativeBackend,
    inputs: NamedTensorInfoMap,
    attributes: Record<string, unknown>,
  ) => TensorInfo | TensorInfo[],
): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    if (typeof backend !== 'object' || backend === null || !isNativeBackend(backend)) {
      throw new TypeError('this kernel needs the native TensorFlow backend');
    }
    return body(backend, inputs, attrs as Record<string, unknown>);
  };
}

export function input(inputs: NamedTensorInfoMap, name: string): TensorInfo {
  const tensor = inputs[name];
  if (tensor === undefined) throw new TypeError(`kernel input ${name} is missing`);
  return tensor;
}
