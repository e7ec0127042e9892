/**
 * AC from top to bottom (Chen et al. 2018, section 4): features of each class reduced to ten dimensions, two clusters by
 * k-means, one of them suspicious.
 *
 * Differences from the paper: the reduction is to main axes, which is repeatable, unless independent components are asked
 * for. Those are a rotation of the axes scaled to equal variance, and neither Euclidean k-means nor the silhouette sees a
 * rotation, so scaling alone gives the paper's clusters. The default rule (`lobe`) and the score are ours.
 */
import type { ClassFinding, GroupNumber, GroupRule } from '../../../../src-shared/domain/detection.ts';
import type { Rng } from '../../../../src-shared/math/rng.ts';
import type { DetectorInput, DetectorOutcome } from '../detector.ts';
import { coordinates, type ReducedClass } from '../support/class-features.ts';
import { findingNotes, undividedClass } from '../support/findings.ts';
import { kMeans, squaredDistance, type Clustering } from '../support/k-means.ts';
import { meanSilhouette } from '../support/silhouette.ts';
import { splitInTwo, suspectGroup } from '../support/lobes.ts';
import type { AcOptions } from './definition.ts';

/** A class with fewer samples is not divided. */
const FEWEST = 20;
const RESTARTS = 10;
/** The silhouette compares each point with each: more points change it no more. */
const SILHOUETTE_AT_MOST = 2000;

export async function runAc(input: DetectorInput, options: AcOptions): Promise<DetectorOutcome> {
  const { labels, classes, network, rng } = input;
  if (network === null) throw new TypeError('activation clustering was started without features');
  const score = new Float32Array(labels.length);
  const flagged = new Uint8Array(labels.length);
  const groups = new Uint8Array(labels.length);
  const findings: ClassFinding[] = [];
  for (let label = 0; label < classes.length; label++) {
    await input.step(label, classes.length);
    const indices = network.features.indicesOf(label);
    const reduced = indices.length < FEWEST ? null : await network.features.reduce(label, options.components);
    const divided =
      reduced === null || reduced.k === 0 ? null : divide(reduced, options, rng.fork(String(label)));
    if (divided === null) {
      findings.push(undividedClass(label, indices.length));
      continue;
    }
    const entropy = Float64Array.from(indices, (index) => network.entropy[index]!);
    const finding = judge(label, divided, entropy, options);
    findings.push(finding);
    indices.forEach((index, i) => {
      groups[index] = divided.groups[i]!;
      if (finding.isFlagged && divided.groups[i] === finding.suspicious) flagged[index] = 1;
      if (finding.suspicious === null) return;
      const near = nearness(divided, i, finding.suspicious);
      score[index] = finding.isFlagged ? near : near / 2;
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

export interface DividedClass {
  /** What was clustered, float64 [n,d]. */
  points: Float64Array;
  d: number;
  clustering: Clustering;
  /** Cluster that is called group 1: the larger one, of equals the first sample's. */
  firstCluster: number;
  groups: Uint8Array;
  sizes: readonly [number, number];
  silhouette: number | null;
  /** D of the class along its first axis. */
  separation: number | null;
}

/** The two clusters of a class; null where k-means finds only one. */
export function divide(
  reduced: ReducedClass,
  options: Pick<AcOptions, 'reduction'>,
  rng: Rng,
): DividedClass | null {
  const { k: d, projected, variances } = reduced;
  const points =
    options.reduction === 'pca'
      ? projected
      : projected.map((value, i) => value / Math.sqrt(variances[i % d]!));
  const clustering = kMeans(points, d, 2, RESTARTS, rng.fork('k-means'));
  const { assignment } = clustering;
  const ones = assignment.reduce((sum, cluster) => sum + cluster, 0);
  const zeros = assignment.length - ones;
  if (ones === 0 || zeros === 0) return null;
  const firstCluster = ones > zeros || (ones === zeros && assignment[0] === 1) ? 1 : 0;
  return {
    ...{ points, d, clustering, firstCluster },
    groups: assignment.map((cluster) => (cluster === firstCluster ? 1 : 2)),
    sizes: [Math.max(ones, zeros), Math.min(ones, zeros)],
    silhouette: silhouetteOf(points, d, assignment, rng.fork('silhouette')),
    separation: splitInTwo(coordinates(reduced, 0))?.separation ?? null,
  };
}

function silhouetteOf(points: Float64Array, d: number, assignment: Uint8Array, rng: Rng): number | null {
  const n = assignment.length;
  if (n <= SILHOUETTE_AT_MOST) return meanSilhouette(points, d, assignment);
  const chosen = rng.sample(Uint32Array.from(assignment.keys()), SILHOUETTE_AT_MOST);
  const some = new Float64Array(chosen.length * d);
  chosen.forEach((row, i) => some.set(points.subarray(row * d, (row + 1) * d), i * d));
  return meanSilhouette(
    some,
    d,
    Uint8Array.from(chosen, (row) => assignment[row]!),
  );
}

function judge(
  label: number,
  divided: DividedClass,
  entropy: Float64Array,
  options: AcOptions,
): ClassFinding {
  const { sizes, silhouette, separation, groups } = divided;
  const count = groups.length;
  const lobe = suspectGroup(entropy, groups);
  const base = { label, count, sizes, silhouette, separation, meanEntropies: lobe.meanEntropies };
  const verdict = (
    suspicious: GroupNumber | null,
    decidedBy: GroupRule | null,
    isFlagged: boolean,
  ): ClassFinding => ({ ...base, suspicious, decidedBy, isFlagged });

  // The published rules round the share to two places.
  const isSmall = Math.round((100 * sizes[1]) / count) / 100 < options.smallerShare;
  switch (options.decision) {
    case 'lobe': {
      const fallsApart = separation !== null && separation > options.separation;
      return verdict(lobe.suspicious, lobe.decidedBy, lobe.suspicious !== null && fallsApart);
    }
    case 'smaller':
      return verdict(2, 'size', true);
    case 'relative-size':
      return verdict(2, 'size', isSmall);
    case 'silhouette':
      return verdict(2, 'silhouette', isSmall && silhouette !== null && silhouette > options.silhouette);
  }
}

/** 1 at the centre of the suspicious cluster, 0 at the other's, one half between them. */
function nearness(
  { points, d, clustering, firstCluster }: DividedClass,
  i: number,
  suspicious: GroupNumber,
): number {
  const cluster = suspicious === 1 ? firstCluster : 1 - firstCluster;
  const own = Math.sqrt(squaredDistance(points, i, clustering.centres, cluster, d));
  const other = Math.sqrt(squaredDistance(points, i, clustering.centres, 1 - cluster, d));
  return own + other === 0 ? 0.5 : other / (own + other);
}
