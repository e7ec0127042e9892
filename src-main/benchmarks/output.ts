/** Where the tables of a benchmark are written: never over what a benchmark reads, and over other files only when asked. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { BenchmarkDocument, BenchmarkFormat } from '../../src-shared/domain/benchmark.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { writeFileAtomic } from '../files/atomic-write.ts';
import { renderBenchmark } from '../formats/benchmark/render.ts';
import type { DataFolders } from './data.ts';

/** What a benchmark reads and keeps. */
interface OwnFiles {
  workspace: string;
  /** Null: no file of results. */
  results: string | null;
  data: DataFolders;
}

/** Throws `usage.invalid` for what is no file, and for a path that the benchmark itself reads, to be replaced or not. */
export function checkOutput(output: string, { workspace, results, data }: OwnFiles): void {
  const path = resolve(output);
  const real = realOf(path);
  // SQLite keeps a part of the workspace beside it.
  if (['', '-wal', '-shm', '-lock'].some((end) => real === realOf(`${resolve(workspace)}${end}`))) {
    throw new AssayError(
      'usage.invalid',
      `The tables cannot be written to ${path}: the workspace is there. Name another file.`,
      { path },
    );
  }
  if (results !== null && real === realOf(resolve(results))) {
    throw new AssayError(
      'usage.invalid',
      `The tables cannot be written to ${path}: the results are kept there. Name another file.`,
      { path },
    );
  }
  for (const [id, source] of Object.entries(data)) {
    if (!isWithin(real, realOf(resolve(source)))) continue;
    throw new AssayError(
      'usage.invalid',
      `The tables cannot be written to ${path}: the data of ${id} is there. Name another file.`,
      { path, dataset: id },
    );
  }
  // A folder cannot be replaced by a file, and a device must not be.
  if (existsSync(path) && !statSync(path).isFile()) {
    throw new AssayError('usage.invalid', `${path} is not a file. Name a file for the tables.`, { path });
  }
}

/** Throws `conflict` for a file that is there and not to be replaced. */
export async function writeTables(
  document: BenchmarkDocument,
  format: BenchmarkFormat,
  path: string,
  replace: boolean,
): Promise<{ path: string; bytes: number }> {
  if (!replace && existsSync(path)) {
    throw new AssayError('conflict', `There is a file ${path} already. Replace it, or choose another name.`, {
      path,
    });
  }
  await mkdir(dirname(path), { recursive: true });
  const bytes = await writeFileAtomic(path, renderBenchmark(document, format));
  return { path, bytes };
}

/** Links, and on some systems upper and lower case, resolved as far as the path exists. */
function realOf(path: string): string {
  if (existsSync(path)) return realpathSync.native(path);
  const parent = dirname(path);
  return parent === path ? path : join(realOf(parent), basename(path));
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`));
}
