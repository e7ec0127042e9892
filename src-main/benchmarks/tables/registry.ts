/** Every table of a paper that can be run, and the choice among them. */
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { TableDefinition } from '../definition.ts';
import { DLP_TABLES } from './dlp/index.ts';
import { E2ABL_TABLES } from './e2abl/index.ts';
import { GRID } from './grid.ts';
import { NONE_TABLES } from './none.ts';

export const TABLES: readonly TableDefinition[] = [...DLP_TABLES, ...E2ABL_TABLES, ...NONE_TABLES];

/**
 * `all` of the papers, or tables by id or by the beginning of it: `dlp` is all of that paper, `e2abl-1` table I on every dataset. In the
 * order of the papers. Throws `usage.invalid` for one that no table has.
 */
export function chooseTables(
  wanted: readonly string[],
  tables: readonly TableDefinition[] = TABLES,
): TableDefinition[] {
  const fits = ({ id, paper }: TableDefinition, name: string): boolean =>
    name === 'all' ? paper !== GRID : id === name || id.startsWith(`${name}-`);
  const unknown = wanted.find((name) => !tables.some((one) => fits(one, name)));
  if (unknown !== undefined || wanted.length === 0) {
    throw new AssayError(
      'usage.invalid',
      `There is no table "${unknown ?? ''}". Known: all, ${tables.map(({ id }) => id).join(', ')}, and the beginnings of these up to a hyphen.`,
      { table: unknown ?? '' },
    );
  }
  return tables.filter((one) => wanted.some((name) => fits(one, name)));
}
