/**
 * `npm run bench`: how fast this machine is, as JSON lines. Speeds of different machines or of different runs on a busy
 * machine do not compare; the ratios inside one run do. `npm run bench -- train-step` runs those that are named.
 */
import { ensureRuntime } from '../../src-main/compute/runtime/setup.ts';
import { selectBackend } from '../../src-main/compute/select-backend.ts';
import { benchArchitectures } from './architectures.ts';
import { benchAudit } from './audit.ts';
import { benchImport } from './import.ts';
import { benchInputPipeline } from './input-pipeline.ts';
import { benchNetworkMemory } from './network-memory.ts';
import { benchSharing } from './sharing.ts';
import {
  benchTrainStep,
  benchTrainStepMemory,
  benchTrainStepMobileNet,
  benchTrainStepResNet,
} from './train-step.ts';
import { benchEpoch, benchScore } from './training.ts';

const BENCHES: Readonly<Record<string, () => Promise<object>>> = {
  'train-step': benchTrainStep,
  epoch: benchEpoch,
  score: benchScore,
  import: benchImport,
  architectures: benchArchitectures,
};
const BY_NAME_ONLY: typeof BENCHES = {
  'train-step-resnet-18': benchTrainStepResNet,
  'train-step-mobilenet-v2': benchTrainStepMobileNet,
  'train-step-memory': benchTrainStepMemory,
  'input-pipeline': benchInputPipeline,
  audit: benchAudit,
  sharing: benchSharing,
  'network-memory': benchNetworkMemory,
};

const known = { ...BENCHES, ...BY_NAME_ONLY };
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(BENCHES);
const unknown = names.filter((name) => !(name in known));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}. There are: ${Object.keys(known).join(', ')}.`);
  process.exit(2);
}

await ensureRuntime({ device: 'auto', onProgress: () => undefined, signal: new AbortController().signal });
const backend = await selectBackend('auto');

for (const name of names) {
  console.log(JSON.stringify({ ...(await known[name]!()), backend: backend.description }));
}
