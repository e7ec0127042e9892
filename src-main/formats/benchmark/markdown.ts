/** A benchmark as Markdown, with tables as most programs that read it know them. */
import type { BenchmarkDocument } from '../../../src-shared/domain/benchmark.ts';
import { visible } from '../report/escape.ts';
import { detailRows, headlineText, mainRows, progressText, titleOf, type Rows } from './words.ts';

export function renderMarkdown(document: BenchmarkDocument): string {
  const parts = [`# Benchmark at scale ${document.scale}`, progressText(document)];
  for (const table of document.tables) {
    const main = mainRows(table);
    parts.push(`## ${escape(titleOf(table))}`, tableOf(main));
    if (main.remarks.length > 0) {
      parts.push(main.remarks.map((remark, i) => `${i + 1}. ${escape(remark)}`).join('\n'));
    }
    for (const headline of table.headlines) parts.push(escape(headlineText(headline)));
    const details = detailRows(table);
    if (details !== null) parts.push(tableOf(details));
    if (table.notes.length > 0) parts.push(bullets(table.notes));
  }
  parts.push('## How to read this', bullets(document.notes));
  return `${parts.join('\n\n')}\n`;
}

function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${escape(item)}`).join('\n');
}

function tableOf({ head, rows, right }: Rows): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (right.includes(column) ? '---:' : '---'));
  return [line(head.map(escape)), line(rule), ...rows.map((row) => line(row.map(escape)))].join('\n');
}

/** Characters that would mean something; text of errors may hold any. */
function escape(text: string): string {
  return visible(text).replaceAll(/[\\`*_[\]<>|#]/g, String.raw`\$&`);
}
