/** The classes of a dataset of time series, from its labels over both splits or from what its header declares. */
import { AssayError } from '../../../../src-shared/errors/assay-error.ts';
import { isNumber, quoted } from '../../codecs/decimal.ts';
import { compareCodePoints } from '../../source-tree/names.ts';

export interface SeriesClasses {
  names: string[];
  /** Throws `import.unreadable` for a label that is not declared; `where` names file and line. */
  numberOf(label: string, where: string): number;
}

/** Labels are stored as 16-bit numbers. */
const MOST_CLASSES = 65_536;

/**
 * Without a declaration: by number where every label is one, whatever its spelling (`1.0` is the class `1`), else in
 * code-point order. Declared classes keep their names and their order; a series may spell a number differently.
 * Throws `input.invalid` for more classes than can be stored and `import.unreadable` for a declared class that no
 * series has: the file is then cut off, or its header belongs to another one.
 */
export function fitClasses(
  labels: ReadonlySet<string>,
  declared: readonly string[] | null,
  location: string,
): SeriesClasses {
  const areNumbers = [...(declared ?? labels)].every(isNumber);
  const keyOf = (label: string): string => (areNumbers && isNumber(label) ? plainNumber(label) : label);
  const used = new Set([...labels].map(keyOf));
  const names = declared === null ? sorted([...used], areNumbers) : [...declared];
  if (names.length > MOST_CLASSES) {
    throw new AssayError(
      'input.invalid',
      `${location} has ${names.length} different labels, more than the ${MOST_CLASSES} classes that can be told apart. Check that the labels are classes and no measured values.`,
      { source: location, classes: names.length },
    );
  }
  const numbers = new Map(names.map((name, number) => [keyOf(name), number]));
  const idle = names.filter((name) => !used.has(keyOf(name)));
  const strange = [...labels].some((label) => !numbers.has(keyOf(label)));
  if (idle.length > 0 && !strange) throw idleClasses(idle, location);
  return {
    names,
    numberOf(label, where) {
      const number = numbers.get(keyOf(label));
      if (number !== undefined) return number;
      throw new AssayError(
        'import.unreadable',
        `${where} has the label ${quoted(label)}, but its header declares the classes ${listed(names)}. Mend the header or the label.`,
        { label, declared: names.slice(0, 100) },
      );
    },
  };
}

/** `1` for `1.0`, `1e0` and `+1`. */
export function plainNumber(label: string): string {
  const value = Number(label);
  return String(Object.is(value, -0) ? 0 : value);
}

function sorted(names: string[], areNumbers: boolean): string[] {
  return names.sort(areNumbers ? (a, b) => Number(a) - Number(b) : compareCodePoints);
}

function idleClasses(idle: readonly string[], location: string): AssayError {
  const classes = idle.length === 1 ? 'the class' : 'the classes';
  return new AssayError(
    'import.unreadable',
    `The header in ${location} declares ${classes} ${listed(idle)}, but no series has that label: the data is cut off, or the header is another file's. Get the whole file, or mend the header.`,
    { source: location, classes: idle.slice(0, 100) },
  );
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 12).map(quoted).join(', ');
  return names.length > 12 ? `${shown} and ${names.length - 12} more` : shown;
}
