/**
 * SS from top to bottom (Tran et al. 2018, algorithm 1): the top right singular vector of the centred features of each
 * class, and where each sample lies along it.
 *
 * Differences from the paper: the default form (`lobe`) is ours. It divides the coordinates of a class into two lobes, takes
 * the one of clearly lower entropy or else the clearly smaller one for the suspicious side, and flags it only in classes
 * whose lobes lie far enough apart. Classes that cannot be turned are scored by the absolute coordinate, which orders them
 * as the published square does. Scores of classes that do not fall apart are halved, so that the far ends of clean classes do
 * not stand among those of poisoned ones.
 */
import type { ClassFinding } from '../../../../src-shared/domain/detection.ts';
import { orderBySuspicion } from '../../../../src-shared/math/rank.ts';
import type { DetectorInput, DetectorOutcome } from '../detector.ts';
import { coordinates, type ReducedClass } from '../support/class-features.ts';
import { findingNotes, undividedClass } from '../support/findings.ts';
import { momentsOf, splitInTwo, suspectGroup } from '../support/lobes.ts';
import type { SsOptions } from './definition.ts';

/** A class with fewer samples has no direction. */
const FEWEST = 2;
/** A class with fewer samples is not divided into lobes. */
const FEWEST_OF_LOBES = 20;
/** The published rule takes this many times the poison that is expected. */
const MARGIN = 1.5;

export async function runSs(input: DetectorInput, options: SsOptions): Promise<DetectorOutcome> {
  const { labels, classes, network } = input;
  if (network === null) throw new TypeError('spectral signatures were started without features');
  const score = new Float32Array(labels.length);
  const flagged = new Uint8Array(labels.length);
  const groups = new Uint8Array(labels.length);
  const findings: ClassFinding[] = [];
  for (let label = 0; label < classes.length; label++) {
    await input.step(label, classes.length);
    const indices = network.features.indicesOf(label);
    const reduced = indices.length < FEWEST ? null : await network.features.reduce(label);
    if (reduced === null || reduced.k === 0) {
      findings.push(undividedClass(label, indices.length));
      continue;
    }
    const entropy = Float64Array.from(indices, (index) => network.entropy[index]!);
    const found = scoreClass(label, reduced, entropy, options);
    findings.push(found.finding);
    indices.forEach((index, i) => {
      score[index] = found.score[i]!;
      flagged[index] = found.flagged[i]!;
      groups[index] = found.groups[i]!;
    });
  }
  return {
    score,
    flagged,
    threshold: null,
    notes: findingNotes(findings, classes),
    classes: findings,
    groups,
  };
}

export interface ScoredClass {
  /** Of each sample of the class. */
  score: Float64Array;
  flagged: Uint8Array;
  /** 1 or 2; 0 where the class is not divided. */
  groups: Uint8Array;
  finding: ClassFinding;
}

/** `entropy`: prediction entropy of each sample of the class, bits. */
export function scoreClass(
  label: number,
  reduced: ReducedClass,
  entropy: Float64Array,
  options: Pick<SsOptions, 'form' | 'expectedShare' | 'separation'>,
): ScoredClass {
  const along = coordinates(reduced, 0);
  const count = along.length;
  const lobes = count < FEWEST_OF_LOBES ? null : splitInTwo(along);
  const groups = lobes?.groups ?? new Uint8Array(count);
  const { suspicious, decidedBy, meanEntropies } =
    lobes === null
      ? { suspicious: null, decidedBy: null, meanEntropies: null }
      : suspectGroup(entropy, lobes.groups);
  const larger = groups.reduce((sum, group) => sum + (group === 1 ? 1 : 0), 0);
  const finding: ClassFinding = {
    ...{ label, count, meanEntropies, suspicious, decidedBy },
    sizes: lobes === null ? null : [larger, count - larger],
    silhouette: null,
    separation: lobes?.separation ?? null,
    isFlagged: false,
  };
  if (options.form !== 'lobe') {
    const score = outlierScores(reduced, along, options.form);
    return { score, flagged: flagTop(score, options.expectedShare), groups, finding };
  }
  if (suspicious === null || lobes === null) {
    return {
      score: along.map((value) => Math.abs(value) / 2),
      flagged: new Uint8Array(count),
      groups,
      finding,
    };
  }
  const other = suspicious === 1 ? 2 : 1;
  const sign = momentsOf(along, groups, suspicious).mean > momentsOf(along, groups, other).mean ? 1 : -1;
  const isFlagged = lobes.separation > options.separation;
  const weight = isFlagged ? sign : sign / 2;
  return {
    score: along.map((value) => weight * value),
    flagged: groups.map((group) => (isFlagged && group === suspicious ? 1 : 0)),
    groups,
    finding: { ...finding, isFlagged },
  };
}

/** ((R - mean) v)^2 as published, or |R v| as widespread code has it. */
export function outlierScores(
  { mean, axes }: Pick<ReducedClass, 'mean' | 'axes'>,
  along: Float64Array,
  form: 'centred' | 'uncentred',
): Float64Array {
  if (form === 'centred') return along.map((value) => value * value);
  const offset = mean.reduce((sum, value, j) => sum + value * axes[j]!, 0);
  return along.map((value) => Math.abs(value + offset));
}

/** One and a half times the expected share of the class, rounded up, at most half of it. */
function flagTop(score: Float64Array, expectedShare: number): Uint8Array {
  // A share of one tenth times one and a half is no whole number in binary: rounding up must not add a sample for that.
  const wanted = Math.ceil(MARGIN * expectedShare * score.length - 1e-9);
  const count = Math.min(wanted, Math.floor(score.length / 2));
  const flagged = new Uint8Array(score.length);
  for (const row of orderBySuspicion(score, 'high').subarray(0, count)) flagged[row] = 1;
  return flagged;
}
