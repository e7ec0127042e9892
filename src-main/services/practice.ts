/** The practice dataset: drawn by rule, with a planted backdoor of which the truth is known. */
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { DEFAULT_IMPORT } from '../../src-shared/worker/contract.ts';
import { withScratch } from '../files/scratch.ts';
import { runWorker } from '../jobs/worker-handle.ts';
import type { LaunchWorker } from '../jobs/worker-process.ts';
import { importDataset } from './import.ts';
import { poisonVersion, type AttackEntry, type PoisonDocument } from './poison.ts';
import type { Work } from './work.ts';
import type { WorkspaceAccess } from './workspace-access.ts';

export interface PracticeRequest {
  /** Existing and empty folder where the pictures are kept; null keeps them in the workspace alone. */
  folder: string | null;
  seed: number;
}

/** Small enough for a coffee on two cores, large enough for a backdoor to be learned before the pictures are. */
const SIZE = { train: 2500, test: 500 };
const POISON_RATE = 0.1;
const DATASET = 'shapes';

/** Draws pictures, imports them and plants a backdoor; the drill that was made. Throws as those steps do. */
export async function practise(
  access: WorkspaceAccess,
  launch: LaunchWorker,
  attacks: readonly AttackEntry[],
  { folder, seed }: PracticeRequest,
  work: Work,
): Promise<PoisonDocument> {
  if (folder === null) {
    return withScratch('practice', (scratch) =>
      practise(access, launch, attacks, { folder: scratch, seed }, work),
    );
  }
  await draw(launch, folder, seed, work);
  const source = { source: folder, name: DATASET, format: null, options: DEFAULT_IMPORT };
  const imported = await importDataset(access, launch, source, work);
  work.onNote(`Drew and imported ${imported.samples} pictures of ${imported.classes.length} shapes.`);
  const plan = { dataset: DATASET, attack: 'badnets', rate: POISON_RATE, seed, options: {}, name: null };
  const request = { ...plan, mapping: 'all-to-one', target: '0' } as const;
  const drill = await poisonVersion(access, launch, attacks, request, work);
  work.onNote(
    `Planted a backdoor: ${drill.poisoned} training pictures carry a small patch and the label "${drill.targetNames.join(', ')}".`,
  );
  return drill;
}

async function draw(launch: LaunchWorker, folder: string, seed: number, work: Work): Promise<void> {
  const { outcome } = await runWorker({
    launch,
    job: { kind: 'draw-practice', folder, seed, ...SIZE },
    signal: work.signal,
    onFrame(frame) {
      if (frame.type === 'progress') work.onProgress(frame);
    },
  });
  if (outcome === 'cancelled') throw new AssayError('run.cancelled', 'Drawing was cancelled.');
}
