/** Where the TensorFlow runtime lives: a cache folder of the user, one folder for each variant and build. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { isPinned, runtimePins, TENSORFLOW_VERSION, type Variant } from './pins.ts';

const require = createRequire(import.meta.url);

/** `ASSAY_CACHE`, else the platform's place for caches. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment['ASSAY_CACHE'];
  if (chosen) return chosen;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'assay');
  return join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'assay');
}

/** Folder of the C++ sources that tfjs-node ships. */
export function bindingSources(): string {
  return join(dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json')), 'binding');
}

/** Changes with the pinned wheels and the binding's sources: a runtime built from anything else is not used. */
export function buildKey(variant: Variant): string {
  const hash = createHash('sha256').update(JSON.stringify(runtimePins(variant)));
  const sources = bindingSources();
  for (const name of readdirSync(sources).sort()) hash.update(name).update(readFileSync(join(sources, name)));
  return hash.digest('hex').slice(0, 12);
}

export function runtimeFolder(variant: Variant, cache = cacheFolder()): string {
  const name = `tensorflow-${TENSORFLOW_VERSION}-${variant}-${process.platform}-${process.arch}`;
  return join(cache, `${name}-${buildKey(variant)}`);
}

/** The compiled addon inside a runtime folder. */
export function addonPath(folder: string): string {
  return join(folder, 'addon', 'tfjs_binding.node');
}

/** Whether set-up has finished: folders appear under their final name only when they are complete. */
export function isReady(folder: string): boolean {
  return existsSync(addonPath(folder));
}

/** Where a driver shows itself; the last is WSL2, which has it from Windows. */
const NVIDIA_DRIVER_FILES = ['/proc/driver/nvidia/version', '/dev/nvidia0', '/usr/lib/wsl/lib/libcuda.so.1'];

/** True where an NVIDIA driver is installed. */
export function hasNvidiaDriver(): boolean {
  return NVIDIA_DRIVER_FILES.some((file) => existsSync(file));
}

/** Variants to try for a device, best first. CUDA is tried by itself only where there is a build for it. */
export function variantsFor(device: 'auto' | 'cpu' | 'cuda', hasDriver = hasNvidiaDriver()): Variant[] {
  if (device !== 'auto') return [device];
  return hasDriver && isPinned('cuda') ? ['cuda', 'cpu'] : ['cpu'];
}
