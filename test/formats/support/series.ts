/** Datasets of time series with known content, in every format, made at run time. */
import { valuesOfBytes } from '../../../src-shared/domain/sample-values.ts';
import { DEFAULT_IMPORT, type ImportOptions } from '../../../src-shared/worker/contract.ts';
import { npyHeader } from '../../../src-main/formats/codecs/npy.ts';
import { importFrom, samplesOf, writeFolder, type Files, type Imported } from './sources.ts';

export interface Series {
  label: string;
  /** One list a variable. */
  variables: number[][];
}

/** Numbers with few digits, some with an exponent, that differ from series to series. */
export function seriesOf(label: string, seed: number, steps: number, variables = 1): Series {
  const value = (v: number, step: number): number => {
    const raw = Math.sin(seed * 1.7 + step * 0.9 + v * 2.3) * 10 ** ((seed + step) % 5 === 0 ? -6 : 1);
    return Number(raw.toPrecision(6));
  };
  return {
    label,
    variables: Array.from({ length: variables }, (_, v) =>
      Array.from({ length: steps }, (_unused, step) => value(v, step)),
    ),
  };
}

export function several(labels: readonly string[], seed: number, steps: number, variables = 1): Series[] {
  return labels.map((label, i) => seriesOf(label, seed + i, steps, variables));
}

export function ucrText(list: readonly Series[], delimiter = '\t', end = '\n'): string {
  // As text, a negative zero would lose its sign.
  const text = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));
  return list
    .map(({ label, variables }) => [label, ...(variables[0] ?? []).map(text)].join(delimiter) + end)
    .join('');
}

export function tsText(list: readonly Series[], header: string): string {
  const rows = list.map(({ label, variables }) =>
    [...variables.map((values) => values.join(',')), label].join(':'),
  );
  return `# made by a test\n@problemName Made\n${header}\n@data\n${rows.join('\n')}\n`;
}

export const TS_HEADER =
  '@timeStamps false\n@missing false\n@univariate true\n@equalLength true\n@seriesLength 6\n@classLabel true b a';

export function arffText(list: readonly Series[], classes = '{b,a}'): string {
  const steps = list[0]?.variables[0]?.length ?? 0;
  const isRelational = (list[0]?.variables.length ?? 1) > 1;
  const attributes = Array.from({ length: steps }, (_, i) => `@ATTRIBUTE att${i} NUMERIC`).join('\n');
  const declared = isRelational ? `@attribute bag relational\n${attributes}\n@end bag` : attributes;
  const rows = list.map(({ label, variables }) => {
    const text = variables.map((values) => values.join(',')).join('\\n');
    return `${isRelational ? `"${text}"` : text},${label}`;
  });
  return `% made by a test\n@Relation Made\n${declared}\n@attribute class ${classes}\n\n@data\n${rows.join('\n')}\n`;
}

export function wideText(list: readonly Series[]): string {
  const steps = list[0]?.variables[0]?.length ?? 0;
  const header = [...Array.from({ length: steps }, (_, i) => `t${i}`), 'label'].join(',');
  return `${header}\n${list.map(({ label, variables }) => [...(variables[0] ?? []), label].join(',')).join('\n')}\n`;
}

/** Rows backwards in time, so that they have to be sorted. */
export function longText(list: readonly Series[], name = 's'): string {
  const variables = list[0]?.variables.length ?? 1;
  const lines = [['id', 'time', ...Array.from({ length: variables }, (_, v) => `x${v}`), 'label'].join(';')];
  list.forEach(({ label, variables: own }, i) => {
    const steps = own[0]?.length ?? 0;
    for (let step = steps - 1; step >= 0; step--) {
      lines.push([`${name}${i}`, step * 0.5, ...own.map((values) => values[step]), label].join(';'));
    }
  });
  return `${lines.join('\n')}\n`;
}

export function floatArray(shape: number[], values: readonly number[]): Buffer {
  return Buffer.concat([npyHeader('<f4', shape), Buffer.from(Float32Array.from(values).buffer)]);
}

/** Series x steps x variables. */
export function seriesArray(list: readonly Series[]): Buffer {
  const variables = list[0]?.variables ?? [];
  const steps = variables[0]?.length ?? 0;
  const values = list.flatMap((one) =>
    Array.from({ length: steps }, (_, step) => one.variables.map((own) => own[step] ?? 0)).flat(),
  );
  return floatArray([list.length, steps, variables.length], values);
}

/** Labels as texts. */
export function textArray(labels: readonly string[], length = 3): Buffer {
  const characters = new Uint32Array(labels.length * length);
  labels.forEach((label, n) => {
    Array.from(label).forEach((character, i) => {
      characters[n * length + i] = character.codePointAt(0) ?? 0;
    });
  });
  return Buffer.concat([npyHeader(`<U${length}`, [labels.length]), Buffer.from(characters.buffer)]);
}

export function importSeries(
  files: Files,
  options: Partial<ImportOptions> = {},
  format: string | null = null,
): Promise<Imported> {
  return importFrom(writeFolder(files), format, { ...DEFAULT_IMPORT, ...options });
}

/** What came of a source: `split class values` of every sample, in order. */
export function rowsOf(imported: Imported): [split: string, label: string, values: number[]][] {
  return samplesOf(imported).map(({ split, label, bytes }) => [
    split,
    imported.plan.classes[label] ?? '?',
    [...valuesOfBytes(bytes, 'series')],
  ]);
}

/** What `rowsOf` must give for these series when nothing is changed: values as [T,V]. */
export function expectedRows(
  split: string,
  list: readonly Series[],
): [split: string, label: string, values: number[]][] {
  return list.map(({ label, variables }) => {
    const steps = variables[0]?.length ?? 0;
    const values = Array.from({ length: steps }, (_, step) => variables.map((own) => own[step] ?? 0)).flat();
    return [split, label, values.map(Math.fround)];
  });
}

export function rejectionsOf({ items }: Imported): string[] {
  return items.flatMap((item) => (item.kind === 'rejected' ? [`${item.name} | ${item.reason}`] : []));
}
