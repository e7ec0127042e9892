/**
 * The UCR archive's text files: one series a line, its label first, without a header. Cells are separated by tabs,
 * commas, semicolons or spaces. A short series has fewer cells or NaN behind its last value; NaN between values is a
 * missing value.
 */
import { readNumbers } from '../codecs/decimal.ts';
import type { Importer } from '../types.ts';
import { placeOf, planSeriesFiles, type ReadFile, type ReadRequest } from './support/read-series.ts';
import { matchSeries } from './support/series-files.ts';
import { ucrDelimiter } from './support/series-kind.ts';
import { eachLine } from './support/text-lines.ts';

const FORMAT = { kind: 'ucr', title: 'UCR time series', read: readUcr } as const;

export const ucr: Importer = {
  id: FORMAT.kind,
  title: 'UCR time series (.tsv, .txt)',
  summary:
    'NAME_TRAIN.tsv and NAME_TEST.tsv (.txt, .csv, or .gz of them): one series a line, its label first.',
  match: (tree) => matchSeries(tree, FORMAT.kind),
  plan: (tree, options, signal) => planSeriesFiles(tree, FORMAT, options, signal),
};

async function readUcr(request: ReadRequest): Promise<ReadFile> {
  const { tree, file, set, signal } = request;
  let delimiter: string | RegExp | null = null;
  let record = 0;
  await eachLine(tree, file, signal, (text, line) => {
    delimiter ??= ucrDelimiter(text.trim());
    const place = placeOf(request, record++, line);
    // Only spaces around the line go: a tab at its end is a missing value.
    const cells = text.replace(/^ +| +$/g, '').split(delimiter);
    const label = (cells[0] ?? '').trim().replace(/^"(.*)"$/, '$1');
    const values = readNumbers(cells.slice(1), true);
    if (typeof values === 'string') set.reject(place, values, label);
    else set.add(place, label, [values], true);
  });
  const notes = { delimiter: typeof delimiter === 'string' ? delimiter : ' ' };
  return { declared: null, notes, sentences: [] };
}
