/** Writes tables of series, wide or long as they came, with the names that the columns had. */
import type { Split } from '../../../src-shared/domain/dataset.ts';
import { csvCell } from '../codecs/csv.ts';
import type { ExportDatasetRequest, ExportSample } from '../types.ts';
import { noteText, type CheckedExporter } from './support/checked.ts';
import { classNameOf, fileNameOf, notSeries, ownName, writeSeriesText } from './support/series-text.ts';

interface TableNames {
  isLong: boolean;
  delimiter: string;
  label: string;
  /** Null where the table has no such column. */
  split: string | null;
  id: string | null;
  time: string;
  values: string[];
}

export const seriesCsvExporter: CheckedExporter = {
  id: 'series-csv',

  obstacle(request) {
    const { isLong } = namesOf(request);
    const [, , variables] = request.shape;
    const odd = request.classes.find((name) => /[\r\n]/.test(name));
    if (odd !== undefined) return `the class name ${JSON.stringify(odd)} cannot stand in its lines`;
    return !isLong && variables > 1
      ? `its series have ${variables} variables, and a wide table has room for one`
      : notSeries(request);
  },

  write(request) {
    const names = namesOf(request);
    const cell = (text: string): string => csvCell(text, names.delimiter);
    const row = (cells: readonly string[]): string => `${cells.join(names.delimiter)}\n`;
    return writeSeriesText(request, {
      // With a column for the split there is one table for both.
      nameOf: (split: Split) => fileNameOf(request, names.split === null ? split : 'train', 'csv'),
      header: () => row(headerOf(names).map(cell)),
      series(sample, variables) {
        const own = ownCells(sample, request, names).map(cell);
        if (!names.isLong) return row([...own, ...(variables[0] ?? [])]);
        const steps = variables[0] ?? [];
        return steps
          .map((_, step) => row([...own, String(step), ...variables.map((values) => values[step] ?? '')]))
          .join('');
      },
    });
  },
};

function namesOf({ layout, shape }: ExportDatasetRequest): TableNames {
  const { notes } = layout;
  const [steps, , variables] = shape;
  const isLong = noteText(notes, 'form') === 'long' || (variables > 1 && noteText(notes, 'form') === null);
  const own: unknown = notes['values'];
  const values = Array.isArray(own) ? own.map(String) : [];
  const count = isLong ? variables : steps;
  return {
    isLong,
    delimiter: noteText(notes, 'delimiter') ?? ',',
    label: noteText(notes, 'label') ?? 'label',
    split: noteText(notes, 'split'),
    id: noteText(notes, 'id') ?? (isLong ? 'id' : null),
    time: noteText(notes, 'time') ?? 'time',
    // Short rows are cut off where no series has a value; the names are used up to there.
    values: Array.from({ length: count }, (_, i) => values[i] ?? `value_${i}`),
  };
}

function headerOf({ isLong, id, label, split, time, values }: TableNames): string[] {
  return [
    ...(id === null ? [] : [id]),
    label,
    ...(split === null ? [] : [split]),
    ...(isLong ? [time] : []),
    ...values,
  ];
}

function ownCells(sample: ExportSample, request: ExportDatasetRequest, names: TableNames): string[] {
  return [
    ...(names.id === null ? [] : [ownName(sample)]),
    classNameOf(request, sample),
    ...(names.split === null ? [] : [sample.split]),
  ];
}
