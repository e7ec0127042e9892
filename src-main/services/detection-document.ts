/** The comparison of detections of one run, made from their columns. */
import type {
  Detection,
  DetectionDocument,
  DetectorEntry,
  DetectorFindings,
} from '../../src-shared/domain/detection.ts';
import { decodeBase64 } from '../../src-shared/math/base64.ts';
import type { DetectionSummary } from '../../src-shared/rpc/calls/detections.ts';
import { readLabels, yieldToEvents, type Connection } from '../storage/index.ts';
import type { AuditResults } from './audit-results.ts';
import {
  classEvidence,
  comparePairs,
  flaggedInOrder,
  isConstant,
  labelShares,
  measureFlagged,
  measureScore,
  orient,
  sayOfClasses,
  statementsOf,
  type Oriented,
} from './detection-figures.ts';

/** A detection with the entry it is one of. */
export interface KnownDetection {
  entry: DetectorEntry;
  detection: Detection;
  /** It was in the workspace before it was asked for. */
  isFoundAgain: boolean;
}

export async function compareDetections(
  db: Connection,
  { run, version, spec, mask }: AuditResults,
  known: readonly KnownDetection[],
  leftOut: DetectionDocument['leftOut'],
): Promise<DetectionDocument> {
  const labels = readLabels(db, version.id, 'train');
  const findings: DetectorFindings[] = [];
  const oriented: Oriented[] = [];
  for (const one of known) {
    const turned = orient(one.detection, one.entry.score.suspicious);
    oriented.push(turned);
    findings.push(describe(one, turned, labels, version.classes.length, mask));
    await yieldToEvents();
  }
  const evidence = classEvidence(
    findings.find(({ classes }) => classes.length > 0)?.classes ?? [],
    labels,
    version.classes,
  );
  const planted = mask === null ? null : mask.reduce((sum, bit) => sum + bit, 0);
  return {
    ...{ run: run.id, dataset: version.dataset, version: version.version },
    ...{ defense: spec.defense, arch: spec.arch, seed: spec.seed },
    ...{ samples: labels.length, classes: version.classes, planted },
    detectors: findings,
    leftOut,
    pairs: comparePairs(oriented),
    classEvidence: evidence,
    statements: statementsOf(evidence, planted, flagsAnything(findings)),
  };
}

function flagsAnything(findings: readonly DetectorFindings[]): boolean {
  return findings.some(({ flagged }) => flagged.length > 0);
}

/** The same without what is as long as the dataset, and with statements that can be said in another language. */
export function summarise(document: DetectionDocument): DetectionSummary {
  const detectors = document.detectors.map(({ flagged, groups, ...rest }) => ({
    ...rest,
    flaggedCount: flagged.length,
    hasGroups: groups !== null,
  }));
  const { classEvidence: evidence, planted } = document;
  const statements = sayOfClasses(evidence, planted, flagsAnything(document.detectors));
  return { ...document, detectors, statements };
}

function describe(
  { entry, detection, isFoundAgain }: KnownDetection,
  oriented: Oriented,
  labels: Int32Array,
  classes: number,
  mask: Uint8Array | null,
): DetectorFindings {
  const { details } = detection;
  return {
    ...{ detector: entry.id, detectorVersion: entry.version, title: entry.title },
    ...{ options: detection.options, score: entry.score, basis: details.basis },
    ...{ isFoundAgain, seconds: detection.seconds, createdAt: detection.createdAt },
    threshold: detection.threshold,
    flagged: flaggedInOrder(oriented),
    isConstant: isConstant(oriented.score),
    flagTruth: mask === null ? null : measureFlagged(oriented, mask),
    scoreTruth: mask === null ? null : measureScore(oriented, mask),
    labels: labelShares(oriented, labels, classes),
    classes: details.classes,
    groups: groupsOf(detection),
    notes: details.notes,
  };
}

function groupsOf({ details }: Detection): number[] | null {
  return details.groups === null ? null : [...decodeBase64(details.groups)];
}
