/** The GPUs of this machine that TensorFlow would compute on. */
import { execFileSync } from 'node:child_process';
import { chooseRuntime } from './setup.ts';

const ASK_MS = 5000;

/**
 * As `CUDA_VISIBLE_DEVICES` names them; empty where a worker computes on the CPU. What that variable says already is
 * kept to. Where nobody tells how many there are, there is one.
 */
export function visibleGpus(
  device: 'auto' | 'cpu' | 'cuda',
  environment: NodeJS.ProcessEnv = process.env,
  runtime: Pick<ReturnType<typeof chooseRuntime>, 'variant' | 'ready'> = chooseRuntime(device),
  list: () => string = askDriver,
): string[] {
  // With a driver alone, and TensorFlow set up for the CPU, nothing is computed on it.
  if (!runtime.ready || runtime.variant !== 'cuda') return [];
  const chosen = environment['CUDA_VISIBLE_DEVICES'];
  if (chosen !== undefined) return firstValid(chosen.split(',').map((name) => name.trim()));
  try {
    const found = firstValid(list().trim().split(/\s+/));
    return found.length > 0 ? found : ['0'];
  } catch {
    return ['0'];
  }
}

/** CUDA does not look at what stands behind a name that it does not know. */
function firstValid(names: readonly string[]): string[] {
  const end = names.findIndex((name) => !/^(?:\d+|GPU-[\da-f-]+|MIG-[\w/-]+)$/i.test(name));
  return names.slice(0, end === -1 ? names.length : end);
}

/** One identifier a line: their numbers are in another order than CUDA's. */
function askDriver(): string {
  return execFileSync('nvidia-smi', ['--query-gpu=uuid', '--format=csv,noheader'], {
    encoding: 'utf8',
    timeout: ASK_MS,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}
