/** What detectors that work class by class say of classes, alike. */
import type { ClassFinding } from '../../../../src-shared/domain/detection.ts';

/** A class that is too small, or whose samples the network does not tell apart. */
export function undividedClass(label: number, count: number): ClassFinding {
  return {
    ...{ label, count, sizes: null, meanEntropies: null, suspicious: null, decidedBy: null },
    ...{ silhouette: null, separation: null, isFlagged: false },
  };
}

/** Flagging more of a class than this wants a look first. */
const MOST_OF_A_CLASS = 0.6;

export function findingNotes(findings: readonly ClassFinding[], classes: readonly string[]): string[] {
  const notes: string[] = [];
  const nameOf = ({ label }: ClassFinding): string => `"${classes[label] ?? label}"`;
  const undivided = findings.filter(({ sizes, count }) => sizes === null && count > 0);
  if (undivided.length > 0) {
    notes.push(`Not divided, since they are too small or all alike: ${undivided.map(nameOf).join(', ')}.`);
  }
  for (const finding of findings) {
    const { sizes, suspicious, count, isFlagged } = finding;
    if (!isFlagged || sizes === null || suspicious === null) continue;
    const share = sizes[suspicious - 1]! / count;
    if (share > MOST_OF_A_CLASS) {
      notes.push(
        `The suspicious part is ${Math.round(100 * share)} % of ${nameOf(finding)}: look at both parts before removing that much of a class.`,
      );
    }
  }
  return notes;
}
