/** A benchmark in the form that was asked for. */
import type { BenchmarkDocument, BenchmarkFormat } from '../../../src-shared/domain/benchmark.ts';
import { renderCsv } from './csv.ts';
import { renderHtml } from './html.ts';
import { renderMarkdown } from './markdown.ts';
import { renderText } from './text.ts';

const RENDERERS: Readonly<Record<BenchmarkFormat, (document: BenchmarkDocument) => string>> = {
  text: renderText,
  markdown: renderMarkdown,
  csv: renderCsv,
  html: renderHtml,
};

/** The whole text, ending in a line break. */
export function renderBenchmark(document: BenchmarkDocument, format: BenchmarkFormat): string {
  return RENDERERS[format](document);
}
