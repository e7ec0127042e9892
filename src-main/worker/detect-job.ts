/**
 * The `detect` job: detectors on a run that has been trained. One pass over the samples serves all of them, and where
 * every detector takes a stored score over, TensorFlow is not loaded at all.
 */
import type { DetectionBasis, DetectionDetails } from '../../src-shared/domain/detection.ts';
import { encodeBase64 } from '../../src-shared/math/base64.ts';
import { Rng } from '../../src-shared/math/rng.ts';
import type { DetectJob } from '../../src-shared/worker/contract.ts';
import { openWorkspaceReadOnly, readLabels, readScores, readVersion } from '../storage/reading.ts';
import type { NetworkChoice, NetworkView } from '../train/detectors/detector.ts';
import { findDetector } from '../train/detectors/registry.ts';
import type { WorkerPort } from './port.ts';

/** What a network gave, and what a person should know about it. */
export interface Asked {
  view: NetworkView;
  basis: DetectionBasis;
  notes: string[];
}

export async function runDetectJob(job: DetectJob, port: WorkerPort): Promise<null> {
  const workspace = openWorkspaceReadOnly(job.workspace);
  const { db } = workspace;
  try {
    const { classes } = readVersion(db, job.versionId);
    const labels = readLabels(db, job.versionId, 'train');
    if (job.detectors.every(({ storedScore }) => storedScore !== null)) {
      await port.send({ type: 'ready', backend: null });
    }
    const networks = new Map<NetworkChoice, Asked>();
    for (const { detector: id, options, storedScore } of job.detectors) {
      const detector = findDetector(id);
      const asked = storedScore === null ? await askOnce(networks, choiceOf(options), job, port) : null;
      const started = performance.now();
      const outcome = await detector.run(
        {
          labels,
          classes,
          network: asked?.view ?? null,
          stored: storedScore === null ? null : readScores(db, job.runId, storedScore),
          rng: Rng.fromSeed(job.spec.seed).fork(`detector/${id}`),
          async step(done, total) {
            await port.send({
              ...{ type: 'progress', stage: detector.info.title, done, total, unit: 'classes' },
              ...{ etaSeconds: null, metrics: {} },
            });
            await turn(port);
          },
        },
        options,
      );
      const details: DetectionDetails = {
        basis: asked?.basis ?? { kind: 'stored score', metric: storedScore ?? '' },
        notes: [...(asked?.notes ?? []), ...outcome.notes],
        classes: outcome.classes,
        groups: outcome.groups === null ? null : encodeBase64(outcome.groups),
      };
      await port.send({
        ...{ type: 'detection', detector: id, detectorVersion: detector.info.version, options },
        ...{ score: outcome.score, flagged: outcome.flagged, threshold: outcome.threshold, details },
        seconds: (performance.now() - started) / 1000,
      });
    }
    return null;
  } finally {
    workspace.close();
  }
}

function choiceOf(options: Readonly<Record<string, number | boolean | string>>): NetworkChoice {
  return options['network'] === 'final' ? 'final' : 'learned';
}

async function askOnce(
  known: Map<NetworkChoice, Asked>,
  choice: NetworkChoice,
  job: DetectJob,
  port: WorkerPort,
): Promise<Asked> {
  const found = known.get(choice);
  if (found !== undefined) return found;
  const { askNetwork } = await import('./detect-network.ts');
  const asked = await askNetwork(job, choice, port, () => turn(port));
  known.set(choice, asked);
  return asked;
}

/** Lets frames and signals have their turn. Throws what the job was cancelled with. */
async function turn(port: WorkerPort): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  port.signal.throwIfAborted();
}
