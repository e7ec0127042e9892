/** All importers, and which of them a source is for. */
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { arff } from './importers/arff.ts';
import { cifar } from './importers/cifar.ts';
import { csvManifest } from './importers/csv-manifest.ts';
import { gtsrb } from './importers/gtsrb.ts';
import { idx } from './importers/idx.ts';
import { imageFolder } from './importers/image-folder.ts';
import { npz } from './importers/npz.ts';
import { npzSeries } from './importers/npz-series.ts';
import { seriesCsv } from './importers/series-csv.ts';
import { ucr } from './importers/ucr.ts';
import { ueaTs } from './importers/uea-ts.ts';
import type { Importer, SourceTree } from './types.ts';

/** In the order they are named to a person; content decides between them, and this order when it is equally sure. */
export const IMPORTERS: readonly Importer[] = [
  cifar,
  idx,
  npz,
  gtsrb,
  csvManifest,
  imageFolder,
  ueaTs,
  ucr,
  arff,
  seriesCsv,
  npzSeries,
];

/** Below this an importer does not claim the source. */
const LEAST_MATCH = 0.3;

/**
 * The importer of that id, or the one surest of the source when `formatId` is null. Throws `usage.invalid` for an
 * unknown id, `input.invalid` for a source without files and `import.unrecognised`, which lists what was tried.
 */
export async function chooseImporter(tree: SourceTree, formatId: string | null): Promise<Importer> {
  const named = formatId === null ? null : importerById(formatId);
  if (tree.entries.length === 0) throw empty(tree);
  if (named !== null) return named;
  let best: Importer | null = null;
  let bestMatch = LEAST_MATCH;
  for (const importer of IMPORTERS) {
    const match = await importer.match(tree);
    if (match <= bestMatch) continue;
    best = importer;
    bestMatch = match;
  }
  if (best === null) throw await unrecognised(tree);
  return best;
}

function importerById(id: string): Importer {
  const importer = IMPORTERS.find((one) => one.id === id);
  if (importer !== undefined) return importer;
  const known = IMPORTERS.map((one) => one.id);
  throw new AssayError('usage.invalid', `There is no format "${id}". Formats are: ${known.join(', ')}.`, {
    format: id,
    known,
  });
}

function empty(tree: SourceTree): AssayError {
  const hint =
    tree.kind === 'folder' ? ' (symbolic links in it are not followed, hidden files are left out)' : '';
  return new AssayError(
    'input.invalid',
    `${tree.location} has no files in it${hint}. Name the folder with the dataset.`,
    {
      source: tree.location,
    },
  );
}

async function unrecognised(tree: SourceTree): Promise<AssayError> {
  const tried = IMPORTERS.map(({ title }) => title);
  const what = tree.kind === 'file' ? await describeFile(tree) : `${tree.entries.length} files`;
  return new AssayError(
    'import.unrecognised',
    `${tree.location} (${what}) is no dataset Assay knows. Tried: ${tried.join('; ')}.`,
    { source: tree.location, tried: IMPORTERS.map(({ id }) => id) },
  );
}

const SIGNATURES: readonly (readonly [string, string])[] = [
  ['ffd8ff', 'a single JPEG picture'],
  ['89504e47', 'a single PNG picture'],
  ['25504446', 'a PDF document'],
  ['53514c69746520666f726d6174', 'an SQLite database'],
  ['377abcaf271c', 'a 7z archive: pack it as zip or tar.gz'],
  ['526172211a07', 'a RAR archive: pack it as zip or tar.gz'],
  ['425a68', 'a bzip2 archive: pack it as zip or tar.gz'],
  ['fd377a585a00', 'an xz archive: pack it as zip or tar.gz'],
  ['28b52ffd', 'a zstd archive: pack it as zip or tar.gz'],
  ['894844460d0a1a0a', 'an HDF5 file'],
  ['50415231', 'a Parquet file'],
];

async function describeFile(tree: SourceTree): Promise<string> {
  const entry = tree.entries[0];
  if (entry === undefined) return 'nothing';
  const head = Buffer.from(await tree.head(entry.name, 16)).toString('hex');
  const known = SIGNATURES.find(([signature]) => head.startsWith(signature));
  return known?.[1] ?? `a file of ${entry.sizeBytes} bytes`;
}
