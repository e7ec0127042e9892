/** Loads the native binding from the user's cache; `node_modules` stays as npm made it. */
import { createRequire } from 'node:module';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { addonPath } from './locate.ts';
import { TENSORFLOW_VERSION, type Variant } from './pins.ts';
import { checkBackend } from './probe.ts';
import { chooseRuntime } from './setup.ts';

const require = createRequire(import.meta.url);

export interface LoadedTensorflow {
  version: string;
  /** What it really computes on: the CUDA build without a usable GPU falls back to the CPU by itself. */
  device: Variant;
  /** Devices that were to be had first, and why they are not used. */
  refused: readonly { device: Variant; reason: string }[];
}

/** TensorFlow exists once in a process: what was loaded stays. */
let loadedVariant: Variant | null = null;

/**
 * After this, tfjs-core has a backend named `tensorflow`, checked with a small computation. Loading again returns what
 * is loaded. Throws `runtime.missing` before set-up, `backend.unavailable` when the libraries do not load or compute
 * something else than they should, when `cuda` was asked for and TensorFlow finds no GPU, or when the other build is
 * loaded already.
 */
export async function loadTensorflow(device: 'auto' | 'cpu' | 'cuda'): Promise<LoadedTensorflow> {
  const { variant, folder, ready } = chooseRuntime(device);
  if (!ready) {
    throw new AssayError('runtime.missing', 'TensorFlow is not set up yet. Run: npm run assay -- setup', {
      device,
    });
  }
  if (loadedVariant !== null && loadedVariant !== variant) {
    throw new AssayError(
      'backend.unavailable',
      `This process computes with TensorFlow (${loadedVariant}) already; ${variant} needs a process of its own.`,
      { loaded: loadedVariant, variant },
    );
  }
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  restoreOldHelpers();
  answerWithAddon(addonPath(folder));
  try {
    require('@tensorflow/tfjs-node-gpu');
  } catch (cause) {
    throw new AssayError(
      'backend.unavailable',
      `TensorFlow (${variant}) could not be loaded. Run: npm run assay -- doctor`,
      { variant, reason: cause instanceof Error ? cause.message : String(cause) },
      { cause },
    );
  }
  loadedVariant = variant;
  await checkBackend();
  return { version: TENSORFLOW_VERSION, ...usedDevice(device, variant) };
}

function usedDevice(
  wanted: 'auto' | 'cpu' | 'cuda',
  variant: Variant,
): Pick<LoadedTensorflow, 'device' | 'refused'> {
  const { isUsingGpuDevice } = tf.backend() as tf.KernelBackend & { isUsingGpuDevice: boolean };
  if (variant === 'cpu' || isUsingGpuDevice) return { device: variant, refused: [] };
  const reason = 'TensorFlow finds no GPU that it can use, only the CPU';
  if (wanted === 'auto') return { device: 'cpu', refused: [{ device: 'cuda', reason }] };
  throw new AssayError(
    'backend.unavailable',
    `${reason}. Check the NVIDIA driver with nvidia-smi, or use --device cpu.`,
    { wanted },
  );
}

/** tfjs-node still calls two helpers that Node 23 removed (tensorflow/tfjs issue 8609). */
function restoreOldHelpers(): void {
  const helpers = util as unknown as Record<string, (value: unknown) => boolean>;
  helpers['isNullOrUndefined'] ??= (value) => value === null || value === undefined;
  helpers['isArray'] ??= Array.isArray;
}

/** tfjs-node asks node-pre-gyp where its addon lies; this is the answer, given without touching the package. */
function answerWithAddon(addon: string): void {
  // As the package itself would find it, wherever npm put it.
  const id = createRequire(require.resolve('@tensorflow/tfjs-node-gpu')).resolve('@mapbox/node-pre-gyp');
  require.cache[id] = {
    id,
    filename: id,
    path: id,
    loaded: true,
    exports: { find: () => addon },
    children: [],
    paths: [],
    parent: null,
    require,
    isPreloading: false,
  };
}
