/** Checks on classes and counts that every importer makes before it yields its first item. */
import { AssayError } from '../../../../src-shared/errors/assay-error.ts';
import type { Split } from '../../../../src-shared/domain/dataset.ts';

/** Samples of each class, by class number, in the two splits. */
export type ClassCounts = Record<Split, number[]>;

export function emptyCounts(classes: number): ClassCounts {
  return { train: new Array<number>(classes).fill(0), test: new Array<number>(classes).fill(0) };
}

export function countSample(counts: ClassCounts, split: Split, label: number): void {
  counts[split][label] = (counts[split][label] ?? 0) + 1;
}

/**
 * Throws `input.invalid` unless at least two classes have training samples and every class that is used has two or
 * more of them. A class that occurs nowhere is only a name and does no harm.
 */
export function checkClasses(classes: readonly string[], counts: ClassCounts, location: string): void {
  const used = classes.filter((_, label) => (counts.train[label] ?? 0) > 0);
  if (used.length < 2) {
    const only =
      used[0] === undefined ? 'no class with training samples' : `only the class ${JSON.stringify(used[0])}`;
    throw new AssayError(
      'input.invalid',
      `${location} has ${only}; an audit needs training samples of at least two classes. Check that the whole dataset was named.`,
      { source: location, classes: used },
    );
  }
  classes.forEach((name, label) => {
    const train = counts.train[label] ?? 0;
    const test = counts.test[label] ?? 0;
    if (train >= 2 || (train === 0 && test === 0)) return;
    const has =
      train === 1 ? 'has only one training sample' : `has ${test} test samples but no training sample`;
    throw new AssayError(
      'input.invalid',
      `The class ${JSON.stringify(name)} of ${location} ${has}; every class needs at least two to train on. Add samples of it, or leave the class out.`,
      { source: location, class: name, train, test },
    );
  });
}

/** Names for labels 0 to count - 1 where the source has none: the numbers themselves. */
export function numberedClasses(count: number): string[] {
  return Array.from({ length: count }, (_, label) => String(label));
}

/** Lines of a list of names, without the empty ones at its end. */
export function nameLines(bytes: Uint8Array): string[] {
  return Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
