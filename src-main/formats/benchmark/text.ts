/** A benchmark as text for a terminal. */
import type { BenchmarkDocument } from '../../../src-shared/domain/benchmark.ts';
import { visible } from '../report/escape.ts';
import { detailRows, headlineText, mainRows, progressText, titleOf, type Rows } from './words.ts';

export function renderText(document: BenchmarkDocument): string {
  const lines = [`Benchmark at scale ${document.scale}. ${progressText(document)}`, ''];
  for (const table of document.tables) {
    const main = mainRows(table);
    lines.push(titleOf(table), ...padded(main));
    main.remarks.forEach((remark, i) => lines.push(`  (${i + 1}) ${visible(remark)}`));
    for (const headline of table.headlines) lines.push(headlineText(headline));
    const details = detailRows(table);
    if (details !== null) lines.push('', ...padded(details));
    lines.push(...table.notes, '');
  }
  lines.push(...document.notes);
  return `${lines.join('\n')}\n`;
}

/** Columns of equal width, two spaces apart. */
function padded({ head, rows, right }: Rows): string[] {
  const all = [head, ...rows].map((row) => row.map(visible));
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
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
