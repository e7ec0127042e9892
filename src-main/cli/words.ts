/** Numbers, times and sizes as the command line shows them. Fractions come in as 0..1; percent exists only here. */
export { bytes, duration, percentOf as percent } from '../host/create-host.ts';

/** `12 345`: groups of three from five digits on, with a narrow no-break space. */
export function count(value: number): string {
  const digits = String(Math.round(value));
  return digits.length < 5 ? digits : digits.replaceAll(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** `3 samples`, `1 sample`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/**
 * Text from the data, made safe for a terminal: control characters and those that turn the writing direction are
 * shown as code points, so that a file name cannot move the cursor or hide its own ending.
 */
export function visible(text: string, limit = 120): string {
  const shown = text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`,
  );
  return shown.length > limit ? `${shown.slice(0, limit - 1)}…` : shown;
}

/** Columns padded to equal width, two spaces apart; numbers (as text) are aligned right by `right`. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return right.includes(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

const WIDTH = 100;

/** Lines of at most 100 columns. `mark` stands before the first, as much space before the others. */
export function wrap(text: string, indent: string, mark = ''): string[] {
  const lines: string[] = [];
  let line = '';
  const room = WIDTH - indent.length - mark.length;
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((one, i) => indent + (i === 0 ? mark : ' '.repeat(mark.length)) + one);
}
