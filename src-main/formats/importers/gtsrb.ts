/**
 * The German traffic sign benchmark as it is published: a folder a class with `GT-<class>.csv`, and flat test images
 * with a table of their own. Class ids need not be contiguous; the layout notes keep the original ones.
 */
import type { Split } from '../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { columnOf, CSV_HEAD_BYTES, headerCells, MAX_CSV_BYTES, parseCsv } from '../codecs/csv.ts';
import { hasImageExtension } from '../codecs/image-kind.ts';
import { baseName, compareCodePoints, folderName } from '../source-tree/names.ts';
import type { Importer, SourceTree } from '../types.ts';
import { planImageFiles, type ImageFile } from './support/image-files.ts';

export const gtsrb: Importer = {
  id: 'gtsrb',
  title: 'GTSRB (traffic signs)',
  summary: 'Class folders with GT-*.csv, and a test folder with GT-final_test.csv.',

  async match(tree) {
    return (await findTables(tree)).length > 0 ? 0.95 : 0;
  },

  async plan(tree, options, signal) {
    const tables = await findTables(tree);
    if (tables.length === 0) {
      throw new AssayError(
        'import.unreadable',
        `${tree.location} has no GT-*.csv with the columns Filename and ClassId, as GTSRB has. Import it as an image folder if it has one folder a class.`,
        { source: tree.location },
      );
    }
    const rows: Row[] = [];
    const known = new Set(tree.entries.map(({ name }) => name));
    for (const table of tables) {
      signal.throwIfAborted();
      rows.push(...(await readTable(tree, table, known)));
    }
    const ids = [...new Set(rows.map(({ id }) => id))].sort((a, b) => a - b);
    const names = await readNames(tree);
    const classes = uniqueNames(ids, names);
    const label = new Map(ids.map((id, i) => [id, i]));
    const files = rows.map((row): ImageFile => ({ ...row, label: label.get(row.id) ?? 0 }));
    files.push(...unlisted(tree, tables, new Set(rows.map(({ name }) => name))));
    files.sort((a, b) => {
      if (a.split !== b.split) return a.split === 'train' ? -1 : 1;
      return a.split === 'train' && a.label !== b.label
        ? a.label - b.label
        : compareCodePoints(a.name, b.name);
    });
    const layout = { importer: 'gtsrb', notes: { classIds: ids, hasNames: names.size > 0 } };
    return planImageFiles(tree, { files, classes, layout }, options, signal);
  },
};

interface Table {
  name: string;
  split: Split;
}

interface Row {
  name: string;
  split: Split;
  id: number;
  rejection: string | null;
}

/** Tables with classes; the one published with the test images alone lacks them and is passed by. */
async function findTables(tree: SourceTree): Promise<Table[]> {
  const tables: Table[] = [];
  for (const { name } of tree.entries) {
    if (!/^GT-.*\.csv$/i.test(baseName(name))) continue;
    const cells = headerCells(await tree.head(name, CSV_HEAD_BYTES))?.cells ?? [];
    if (columnOf(cells, ['filename']) === -1 || columnOf(cells, ['classid']) === -1) continue;
    tables.push({ name, split: /^GT-\d+\.csv$/i.test(baseName(name)) ? 'train' : 'test' });
  }
  // Test tables alone are samples to look at like any other.
  if (tables.every(({ split }) => split === 'test'))
    return tables.map(({ name }) => ({ name, split: 'train' }));
  return tables;
}

async function readTable(
  tree: SourceTree,
  { name, split }: Table,
  known: ReadonlySet<string>,
): Promise<Row[]> {
  const table = parseCsv(await tree.read(name, MAX_CSV_BYTES), name);
  const file = columnOf(table.columns, ['filename']);
  const classId = columnOf(table.columns, ['classid']);
  return table.rows.map(({ line, values }): Row => {
    const id = Number(values[classId]);
    const own = values[file] ?? '';
    if (!/^\d+$/.test(values[classId] ?? '') || !Number.isSafeInteger(id)) {
      throw bad(
        name,
        line,
        `has the class ${JSON.stringify(values[classId] ?? '')}, where a whole number is needed`,
      );
    }
    if (own === '' || /[/\\\0]/.test(own))
      throw bad(name, line, `has ${JSON.stringify(own)} where the name of a file is needed`);
    const places = imageFolders(name).map((folder) => (folder === '' ? own : `${folder}/${own}`));
    const place = places.find((one) => known.has(one));
    const rejection = place === undefined ? `is named in ${name}, line ${line}, but is not there` : null;
    return { name: place ?? places[0] ?? own, split, id, rejection };
  });
}

/** Images lie beside their table or, in the test part, in `Images` beside it. */
function imageFolders(table: string): string[] {
  const folder = folderName(table);
  return [folder, folder === '' ? 'Images' : `${folder}/Images`];
}

function bad(table: string, line: number, what: string): AssayError {
  return new AssayError('import.unreadable', `${table}, line ${line}, ${what}. Mend the line.`, {
    entry: table,
    line,
  });
}

/** Images beside a table that it does not list have no class. */
function unlisted(tree: SourceTree, tables: readonly Table[], listed: ReadonlySet<string>): ImageFile[] {
  const splits = new Map<string, Table>();
  for (const table of tables) for (const folder of imageFolders(table.name)) splits.set(folder, table);
  return tree.entries.flatMap(({ name }): ImageFile[] => {
    const table = splits.get(folderName(name));
    if (table === undefined || listed.has(name) || !hasImageExtension(name)) return [];
    return [{ name, split: table.split, label: 0, rejection: `is not listed in ${table.name}` }];
  });
}

/** Names by class id from `class_names.csv`; empty without that file. */
async function readNames(tree: SourceTree): Promise<Map<number, string>> {
  const entry = tree.entries.find(({ name }) => baseName(name).toLowerCase() === 'class_names.csv');
  const names = new Map<number, string>();
  if (entry === undefined) return names;
  const table = parseCsv(await tree.read(entry.name, MAX_CSV_BYTES), entry.name);
  const id = columnOf(table.columns, ['classid', 'id']);
  const name = columnOf(table.columns, ['name', 'signname', 'classname']);
  if (id === -1 || name === -1) throw bad(entry.name, 1, 'does not name the columns ClassId and Name');
  for (const { line, values } of table.rows) {
    if (!/^\d+$/.test(values[id] ?? '')) throw bad(entry.name, line, 'has no whole number as its ClassId');
    names.set(Number(values[id]), values[name] ?? '');
  }
  return names;
}

function uniqueNames(ids: readonly number[], names: ReadonlyMap<number, string>): string[] {
  const chosen = ids.map((id) => names.get(id) ?? String(id));
  return chosen.map((name, i) =>
    name === '' || chosen.indexOf(name) !== i ? `${name} (${ids[i]})`.trim() : name,
  );
}
