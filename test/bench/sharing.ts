/**
 * Whether runs that share the machine are done sooner than one after the other: epochs of plain training, one with all
 * cores, then as many at once as there are cores with one thread each. What `assay bench paper` does by itself rests on it.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { environmentOf } from '../../src-main/jobs/worker-place.ts';
import { median, round2 } from './ratio.ts';

const MAIN = new URL('main.ts', import.meta.url).pathname;
const ROUNDS = 3;

export async function benchSharing(): Promise<object> {
  const cores = availableParallelism();
  const alone: number[] = [];
  const shared: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    alone.push(await epoch(cores));
    const together = await Promise.all(Array.from({ length: cores }, () => epoch(1)));
    shared.push(together.reduce((sum, one) => sum + one, 0));
  }
  return {
    bench: 'sharing',
    arch: 'wrn-16-1',
    cores,
    imagesPerSecondAlone: Math.round(median(alone)),
    imagesPerSecondTogether: Math.round(median(shared)),
    togetherToAlone: round2(median(shared.map((speed, i) => speed / (alone[i] as number)))),
  };
}

/** Images a second of a process with so many threads. */
async function epoch(threads: number): Promise<number> {
  const child = spawn(process.execPath, ['--expose-gc', MAIN, 'epoch'], {
    env: { ...process.env, ...environmentOf({ threads, gpu: null, sharesGpu: false }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`the bench of an epoch ended with ${code}: ${errors}`);
  return (JSON.parse(text) as { imagesPerSecond: number }).imagesPerSecond;
}
