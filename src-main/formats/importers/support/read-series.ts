/** The frame that the importers of text files of series share: choose the files, read each split, make the plan. */
import type { Split } from '../../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../../src-shared/errors/assay-error.ts';
import type { ImportOptions } from '../../../../src-shared/worker/contract.ts';
import { baseName } from '../../source-tree/names.ts';
import type { ImportPlan, SourceTree } from '../../types.ts';
import { chooseSeriesFiles, type SeriesFile } from './series-files.ts';
import type { SeriesKind } from './series-kind.ts';
import { checkSeriesOptions, planSeries } from './series-plan.ts';
import { SeriesSet, type SeriesPlace } from './series-set.ts';

/** What a reader says of the file it has read, beyond the series it has put into the set. */
export interface ReadFile {
  declared: string[] | null;
  notes: Readonly<Record<string, unknown>>;
  sentences: string[];
}

export interface ReadRequest {
  tree: SourceTree;
  file: SeriesFile;
  split: Split;
  set: SeriesSet;
  signal: AbortSignal;
}

export interface SeriesFormat {
  kind: SeriesKind;
  title: string;
  read(request: ReadRequest): Promise<ReadFile>;
}

export async function planSeriesFiles(
  tree: SourceTree,
  format: SeriesFormat,
  options: ImportOptions,
  signal: AbortSignal,
): Promise<ImportPlan> {
  checkSeriesOptions(options);
  const { train, test, notes: sentences } = await chooseSeriesFiles(tree, format.kind, format.title);
  const set = new SeriesSet(tree.location);
  const first = await format.read({ tree, file: train, split: 'train', set, signal });
  const second = test === null ? null : await format.read({ tree, file: test, split: 'test', set, signal });
  if (second !== null && test !== null) checkSameClasses(first, second, train, test);
  const source = {
    importer: format.kind,
    notes: {
      ...first.notes,
      files: { train: plainName(train), test: test === null ? null : plainName(test) },
      isCompressed: train.isCompressed,
    },
    declared: first.declared,
    sentences: [...new Set([...first.sentences, ...(second?.sentences ?? [])]), ...sentences],
  };
  return planSeries(set, source, options);
}

function plainName({ name }: SeriesFile): string {
  return baseName(name).replace(/\.gz$/i, '');
}

function checkSameClasses(train: ReadFile, test: ReadFile, ofTrain: SeriesFile, ofTest: SeriesFile): void {
  const words = (classes: readonly string[] | null): string =>
    classes === null ? 'no classes' : `the classes ${classes.slice(0, 12).join(', ')}`;
  const sorted = (classes: readonly string[] | null): string => [...(classes ?? [])].sort().join('\0');
  if (sorted(train.declared) === sorted(test.declared)) return;
  throw new AssayError(
    'import.unreadable',
    `The header of ${ofTest.name} declares ${words(test.declared)}, that of ${ofTrain.name} ${words(train.declared)}. Make both the same.`,
    { entry: ofTest.name },
  );
}

/** The place of the record number `record`, counted from 0, that stands in `line`. */
export function placeOf({ file, split }: ReadRequest, record: number | string, line: number): SeriesPlace {
  return { split, name: `${file.name}#${record}`, where: `${file.name}, line ${line},` };
}

/** A fault of the whole file, at one of its lines. */
export function badLine(file: SeriesFile, line: number, what: string): AssayError {
  return new AssayError('import.unreadable', `${file.name}, line ${line}, ${what}. Mend the file.`, {
    entry: file.name,
    line,
  });
}

/** A fault of the whole file. */
export function badFile(file: SeriesFile, what: string): AssayError {
  return new AssayError('import.unreadable', `${file.name} ${what}. Mend the file.`, { entry: file.name });
}
