/** What tables are called. */
import type { BenchmarkTableOffer } from '../../../src-shared/rpc/contract.ts';
import { t } from '../../i18n/index.ts';

/** A table of no paper goes by its title alone. */
export function titleOf({
  paper,
  where,
  title,
}: Pick<BenchmarkTableOffer, 'paper' | 'where' | 'title'>): string {
  return where === 'no paper' ? title : t('benchmarks.tableOf', { paper, where, title });
}
