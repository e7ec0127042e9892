/** What is pinned is pinned whole, and a machine without a pin is told so instead of getting something unpinned. */
import { expect, it } from 'vitest';
import { cacheFolder, runtimeFolder, variantsFor } from '../../src-main/compute/runtime/locate.ts';
import {
  downloadBytes,
  isPinned,
  runtimePins,
  TENSORFLOW_VERSION,
  type Variant,
} from '../../src-main/compute/runtime/pins.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';

const PINNED: readonly [Variant, string, NodeJS.Architecture][] = [
  ['cpu', 'linux', 'x64'],
  ['cuda', 'linux', 'x64'],
  ['cpu', 'linux', 'arm64'],
  ['cpu', 'darwin', 'arm64'],
];

it.for(PINNED)('%s on %s %s: every wheel has an exact version and its own SHA-256', (target) => {
  const pins = runtimePins(...target);
  const wheels = [pins.tensorflow, ...pins.nvidia];
  for (const { requirement, sha256 } of wheels) {
    expect(requirement).toMatch(/^[a-z0-9-]+==\d+(\.\d+)+$/);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  }
  expect(new Set(wheels.map(({ sha256 }) => sha256)).size).toBe(wheels.length);
  expect(pins.tensorflow.requirement).toContain(`==${TENSORFLOW_VERSION}`);
  expect(pins.tensorflow.sizeBytes).toBeGreaterThan(100e6);
  expect(pins.diskBytes).toBeGreaterThan(2 * pins.tensorflow.sizeBytes);
});

it.for([
  ['cpu', 'win32', 'x64', /WSL2/],
  ['cuda', 'darwin', 'arm64', /--device cpu/],
  ['cuda', 'linux', 'arm64', /--device cpu/],
  ['cpu', 'linux', 'ia32', /linux ia32/],
] as const)('%s on %s %s is refused', ([variant, platform, arch, hint]) => {
  const refusal = (): unknown => runtimePins(variant, platform, arch);
  expect(refusal).toThrow(AssayError);
  expect(refusal).toThrow(hint);
});

it('the cache is where the person says, else where the platform keeps caches', () => {
  expect(cacheFolder({ ASSAY_CACHE: '/data/assay', XDG_CACHE_HOME: '/x' })).toBe('/data/assay');
  if (process.platform === 'linux') expect(cacheFolder({ XDG_CACHE_HOME: '/x' })).toBe('/x/assay');
  expect(cacheFolder({})).toMatch(
    process.platform === 'darwin' ? /Library\/Caches\/assay$/ : /\.cache\/assay$/,
  );
});

it.runIf(process.platform === 'linux' && process.arch === 'x64')('each build has a folder of its own', () => {
  const name = (variant: Variant): string => runtimeFolder(variant, '/c');
  expect(name('cpu')).toMatch(/^\/c\/tensorflow-[\d.]+-cpu-linux-x64-[0-9a-f]{12}$/);
  expect(name('cuda')).not.toBe(name('cpu').replace('-cpu-', '-cuda-'));
});

it('what is to be downloaded counts every wheel', () => {
  const pins = runtimePins('cuda', 'linux', 'x64');
  expect(downloadBytes(pins)).toBeGreaterThan(5 * pins.tensorflow.sizeBytes);
  expect(downloadBytes({ ...pins, nvidia: [] })).toBe(pins.tensorflow.sizeBytes);
});

it('a driver alone does not choose CUDA where there is no build for it', () => {
  expect(isPinned('cuda', 'linux', 'arm64')).toBe(false);
  expect(variantsFor('auto', true)).toEqual(isPinned('cuda') ? ['cuda', 'cpu'] : ['cpu']);
  expect(variantsFor('auto', false)).toEqual(['cpu']);
});
