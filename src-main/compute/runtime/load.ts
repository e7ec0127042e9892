/** Loads the native binding from the user's cache; `node_modules` stays as npm made it. */
import { createRequire } from 'node:module';
import util from 'node:util';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { addonPath } from './locate.ts';
import { TENSORFLOW_VERSION, type Variant } from './pins.ts';
import { checkBackend } from './probe.ts';
import { chooseRuntime } from './setup.ts';

const require = createRequire(import.meta.url);

export interface LoadedTensorflow {
  version: string;
  device: Variant;
}

/**
 * After this, tfjs-core has a backend named `tensorflow`, checked with a small computation. Loading again returns what
 * is loaded. Throws `runtime.missing` before set-up, `backend.unavailable` when the libraries do not load or compute
 * something else than they should.
 */
export async function loadTensorflow(device: 'auto' | 'cpu' | 'cuda'): Promise<LoadedTensorflow> {
  const { variant, folder, ready } = chooseRuntime(device);
  if (!ready) {
    throw new AssayError('runtime.missing', 'TensorFlow is not set up yet. Run: npm run assay -- setup', {
      device,
    });
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
  await checkBackend();
  return { version: TENSORFLOW_VERSION, device: variant };
}

/** tfjs-node still calls two helpers that Node 23 removed (tensorflow/tfjs issue 8609). */
function restoreOldHelpers(): void {
  const helpers = util as unknown as Record<string, (value: unknown) => boolean>;
  helpers['isNullOrUndefined'] ??= (value) => value === null || value === undefined;
  helpers['isArray'] ??= Array.isArray;
}

/** tfjs-node asks node-pre-gyp where its addon lies; this is the answer, given without touching the package. */
function answerWithAddon(addon: string): void {
  const id = require.resolve('@mapbox/node-pre-gyp');
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
