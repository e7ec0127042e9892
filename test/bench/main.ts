/**
 * `npm run bench`: how fast this machine is, as JSON lines. Speeds of different machines or of different runs on a busy
 * machine do not compare; the ratios inside one run do.
 */
import { ensureRuntime } from '../../src-main/compute/runtime/setup.ts';
import { selectBackend } from '../../src-main/compute/select-backend.ts';
import { benchArchitectures } from './architectures.ts';
import { benchEpoch, benchScore, benchTrainStep } from './training.ts';
import { benchImport } from './import.ts';

await ensureRuntime({ device: 'auto', onProgress: () => undefined, signal: new AbortController().signal });
const backend = await selectBackend('auto');

for (const bench of [benchTrainStep, benchEpoch, benchScore, benchImport, benchArchitectures]) {
  console.log(JSON.stringify({ ...(await bench()), backend: backend.description }));
}
