/**
 * What a run that repairs a model starts from: the run whose model it is, and training samples that are known to be
 * clean. Never from the test split: a result measured on samples that shaped it would say nothing.
 */
import type { DatasetVersion } from '../../src-shared/domain/dataset.ts';
import {
  fewestTrusted,
  USUAL_TRUSTED_SHARE,
  type RunRecord,
  type TrustedSamples,
} from '../../src-shared/domain/run.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { Rng } from '../../src-shared/math/rng.ts';
import { listRuns, type Connection } from '../storage/index.ts';
import { findAudit, requireFinalCheckpoint, specOf, type RunReference } from './audit-lookup.ts';

/** `NAME@VERSION`, the way a person names it. */
function nameOf({ dataset, version }: DatasetVersion): string {
  return `${dataset}@${version}`;
}

/**
 * The run named, or with `latest` the newest finished one on this version that trained a model. Throws `not-found` where
 * there is none, `conflict` for a run without a final model, `usage.invalid` for one on other data.
 */
export function findBase(
  db: Connection,
  version: DatasetVersion,
  reference: RunReference,
  trains: (defense: string) => boolean,
): RunRecord {
  const run =
    reference === 'latest'
      ? listRuns(db, { kind: 'audit', versionId: version.id }).find(
          (one) => one.state === 'finished' && trains(specOf(one).defense),
        )
      : findAudit(db, reference);
  if (run === undefined) {
    throw new AssayError(
      'not-found',
      `There is no finished run on ${nameOf(version)} that trained a model, so there is nothing to repair. ` +
        'Train one first, e.g. with --defense plain.',
      { dataset: nameOf(version) },
    );
  }
  if (run.versionId !== version.id) {
    throw new AssayError(
      'usage.invalid',
      `Run ${run.id} did not train on ${nameOf(version)}: its network knows other samples. Repair it on the dataset ` +
        'version it was trained on, or name another run with --base.',
      { base: run.id, dataset: nameOf(version) },
    );
  }
  requireFinalCheckpoint(db, run);
  return run;
}

/** The base's network is what is repaired. Throws `usage.invalid` where another was asked for. */
export function architectureOf(base: RunRecord, asked: string | null): string {
  const { arch } = specOf(base);
  if (asked === null || asked === arch) return arch;
  throw new AssayError(
    'usage.invalid',
    `Run ${base.id} trained ${arch}, so its repair cannot use ${asked}. Leave the architecture out, or name another run with --base.`,
    { base: base.id, arch: asked },
  );
}

export interface TrustedRequest {
  version: DatasetVersion;
  /** Training samples that a person judged clean, ascending. */
  judgedClean: readonly number[];
  /** One byte a training sample, 1 = changed by an attack; null where the truth is not known. */
  touched: Uint8Array | null;
  /** Fraction of the training split to draw, 0..1; null: what was judged clean, or in a drill the usual share. */
  share: number | null;
  seed: number;
}

/** Throws `usage.invalid` where nothing may be drawn, and `conflict` where there are too few. */
export function chooseTrusted(request: TrustedRequest): TrustedSamples {
  const { version, judgedClean, touched, share } = request;
  const needed = fewestTrusted(version.splits.train, version.classes.length);
  if (share !== null) return drawTrusted(request, share, needed);
  if (judgedClean.length >= needed) return { source: 'verdicts', indices: judgedClean };
  if (touched !== null) {
    return drawTrusted(request, Math.max(USUAL_TRUSTED_SHARE, needed / version.splits.train), needed);
  }
  const missing = needed - judgedClean.length;
  throw new AssayError(
    'conflict',
    `This method needs at least ${needed} training samples of ${nameOf(version)} that a person has judged clean, and ` +
      `there are ${judgedClean.length}. Look at ${missing} more in the window and judge them clean, of every class some, then start it again.`,
    { trusted: judgedClean.length, needed },
  );
}

function drawTrusted(
  { version, touched, seed }: TrustedRequest,
  share: number,
  needed: number,
): TrustedSamples {
  if (touched === null) {
    throw new AssayError(
      'usage.invalid',
      `Trusted samples can be drawn in drills only, where it is known which are clean; ${nameOf(version)} is none. ` +
        'Leave --trusted out and judge samples clean in the window.',
      { dataset: nameOf(version) },
    );
  }
  const { train } = version.splits;
  const count = Math.round(share * train);
  const clean = Int32Array.from(touched.keys()).filter((index) => touched[index] === 0);
  if (count < needed) {
    throw new AssayError(
      'usage.invalid',
      `--trusted ${share} makes ${count} trusted samples of ${nameOf(version)}; at least ${needed} are needed. ` +
        `Ask for ${(Math.ceil((1000 * needed) / train) / 1000).toString()} or more.`,
      { trusted: count, needed },
    );
  }
  if (count > clean.length) {
    throw new AssayError(
      'usage.invalid',
      `--trusted ${share} asks for ${count} clean samples, but ${nameOf(version)} has ${clean.length} of ${train}.`,
      { trusted: count, available: clean.length },
    );
  }
  const drawn = Rng.fromSeed(seed).fork('trusted').sample(clean, count);
  return { source: 'drill', indices: [...drawn].sort((a, b) => a - b) };
}
