/**
 * ARFF files of time series. One variable: a numeric attribute for each step, and the class. Several variables: one
 * relational attribute in quotation marks, its rows - the variables - separated by `\n`, and the class. Short series
 * are filled up with `?`.
 */
import { readNumbers } from '../codecs/decimal.ts';
import type { Importer } from '../types.ts';
import { ArffHeader, readArffHeader, splitQuoted, unquoted } from './support/arff-header.ts';
import { badFile, badLine, placeOf, planSeriesFiles } from './support/read-series.ts';
import type { ReadFile, ReadRequest } from './support/read-series.ts';
import { matchSeries } from './support/series-files.ts';
import { eachLine } from './support/text-lines.ts';

const FORMAT = { kind: 'arff', title: 'ARFF time series', read: readArff } as const;

export const arff: Importer = {
  id: FORMAT.kind,
  title: 'ARFF time series',
  summary:
    'NAME_TRAIN.arff and NAME_TEST.arff (or .gz of them), of one variable or, as a relation, of several.',
  match: (tree) => matchSeries(tree, FORMAT.kind),
  plan: (tree, options, signal) => planSeriesFiles(tree, FORMAT, options, signal),
};

async function readArff(request: ReadRequest): Promise<ReadFile> {
  const { tree, file, signal } = request;
  const header = new ArffHeader(file);
  let record = 0;
  await eachLine(tree, file, signal, (text, line) => {
    const trimmed = text.trim();
    if (trimmed.startsWith('%')) return;
    if (header.isComplete) readRow(request, header, trimmed, record++, line);
    else readArffHeader(header, trimmed, line);
  });
  if (!header.isComplete) throw badFile(file, 'has no line "@data"');
  return {
    declared: header.classes,
    notes: { relation: header.relation, isRelational: header.relationalSteps !== null },
    sentences: [],
  };
}

function readRow(request: ReadRequest, header: ArffHeader, text: string, record: number, line: number): void {
  const { file, set } = request;
  if (text.startsWith('{')) {
    throw badLine(
      file,
      line,
      'is a sparse row, in which values that are not named are 0; rows must name all of their values. Save it without sparse rows',
    );
  }
  const place = placeOf(request, record, line);
  const cells = splitQuoted(text);
  if (cells.length !== header.attributes.length) {
    throw badLine(
      file,
      line,
      `has ${cells.length} values, but its header declares ${header.attributes.length} attributes`,
    );
  }
  const [labelCell = ''] = cells.splice(header.classAt, 1);
  const label = unquoted(labelCell.trim());
  const rows =
    header.relationalSteps === null ? [cells] : unquotedRelation(cells[0] ?? '').map((row) => row.split(','));
  const variables: Float32Array[] = [];
  for (const row of rows) {
    if (row.length !== header.steps) {
      throw badLine(
        file,
        line,
        `has a variable of ${row.length} steps, but its header declares ${header.steps}`,
      );
    }
    const values = readNumbers(row, false);
    if (typeof values === 'string') {
      const which = rows.length > 1 ? `in its variable ${variables.length + 1} ` : '';
      set.reject(place, `${which}${values}`, label);
      return;
    }
    variables.push(values);
  }
  set.add(place, label, variables, true);
}

/** The rows of a relation, which are separated by a backslash and an n. */
function unquotedRelation(cell: string): string[] {
  const inner = cell.trim().replace(/^(['"])(.*)\1$/s, '$2');
  return inner.split('\\n').filter((row) => row.trim() !== '');
}
