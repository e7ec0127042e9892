/** Loading the real TensorFlow from the cache, and refusing what is not it or computes something else. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addonPath, runtimeFolder } from '../../src-main/compute/runtime/locate.ts';
import { isPinned, TENSORFLOW_VERSION } from '../../src-main/compute/runtime/pins.ts';
import { ensureRuntime } from '../../src-main/compute/runtime/setup.ts';
import { runScript } from './support/run-script.ts';

const require = createRequire(import.meta.url);

/** Loads for the CPU and tells either what was loaded or the error. */
const LOAD = `
  const { loadTensorflow } = await load('runtime/load.ts');
  await loadTensorflow('cpu').then(tell, (error) => tell({ code: error.code, message: error.message }));`;

let cache: string;

beforeAll(async () => {
  await ensureRuntime({ device: 'cpu', signal: new AbortController().signal, onProgress: () => undefined });
});

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'assay-load-'));
});

afterEach(() => {
  rmSync(cache, { recursive: true, force: true });
});

describe('loading TensorFlow', () => {
  it('prints nothing on standard output and leaves node_modules as npm made it', () => {
    const { stdout, told } = runScript(LOAD);
    expect(told).toMatchObject({ version: TENSORFLOW_VERSION, device: 'cpu' });
    expect(stdout).toBe('');
    const installed = dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'));
    expect(existsSync(join(installed, 'lib'))).toBe(false);
    expect(existsSync(join(installed, 'deps'))).toBe(false);
  });

  it('a second time in one process returns the same', () => {
    const { told } = runScript(`
      const { loadTensorflow } = await load('runtime/load.ts');
      tell([await loadTensorflow('cpu'), await loadTensorflow('cpu')]);`);
    const [first, second] = told as [unknown, unknown];
    expect(second).toEqual(first);
  });

  it('before set-up it names the command', () => {
    const { told } = runScript(LOAD, { ASSAY_CACHE: cache });
    expect(told).toMatchObject({ code: 'runtime.missing' });
    expect((told as { message: string }).message).toContain('npm run assay -- setup');
  });

  it('an addon that is damaged is refused with one sentence', () => {
    const addon = addonPath(runtimeFolder('cpu', cache));
    mkdirSync(dirname(addon), { recursive: true });
    writeFileSync(addon, 'not a library');
    const { told } = runScript(LOAD, { ASSAY_CACHE: cache });
    expect(told).toMatchObject({ code: 'backend.unavailable' });
    expect((told as { message: string }).message).toContain('npm run assay -- doctor');
  });

  it.for([
    ['a convolution', 'Conv2D'],
    ['a gradient', 'Conv2DBackpropFilter'],
  ])('%s that comes out wrong is noticed', ([, kernel]) => {
    const { told } = runScript(`
      const { loadTensorflow } = await load('runtime/load.ts');
      const { checkBackend } = await load('runtime/probe.ts');
      const tf = await import('@tensorflow/tfjs-core');
      await loadTensorflow('cpu');
      const right = tf.getKernel('${kernel}', 'tensorflow');
      tf.unregisterKernel('${kernel}', 'tensorflow');
      const twice = (given) => { const x = right.kernelFunc(given); return tf.add(x, x); };
      tf.registerKernel({ ...right, kernelFunc: twice });
      await checkBackend().then(() => tell('not noticed'), ({ code }) => tell(code));`);
    expect(told).toBe('backend.unavailable');
  });

  // The same libraries under the other name: like the CUDA build on a machine whose driver does not work.
  it.runIf(isPinned('cuda'))('CUDA without a GPU that works: refused when asked for', () => {
    mkdirSync(cache, { recursive: true });
    symlinkSync(runtimeFolder('cpu'), runtimeFolder('cuda', cache));
    const { told } = runScript(LOAD.replace("'cpu'", "'cuda'"), { ASSAY_CACHE: cache });
    expect(told).toMatchObject({ code: 'backend.unavailable' });
    expect((told as { message: string }).message).toMatch(/nvidia-smi/);
  });

  it.runIf(isPinned('cuda'))('another build in the same process is refused', () => {
    symlinkSync(runtimeFolder('cpu'), runtimeFolder('cpu', cache));
    symlinkSync(runtimeFolder('cpu'), runtimeFolder('cuda', cache));
    const { told } = runScript(
      `const { loadTensorflow: first } = await load('runtime/load.ts'); await first('cpu');
      ${LOAD.replace("'cpu'", "'cuda'")}`,
      { ASSAY_CACHE: cache },
    );
    expect(told).toMatchObject({ code: 'backend.unavailable' });
    expect((told as { message: string }).message).toMatch(/process of its own/);
  });
});
