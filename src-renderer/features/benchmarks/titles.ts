/** What tables are called. */
import type { BenchmarkTableOffer } from '../../../src-shared/rpc/contract.ts';
import { t } from '../../i18n/index.ts';
import { said } from '../../i18n/said.ts';

/** A table of no paper goes by its title alone. */
export function titleOf({
  paper,
  where,
  title,
}: Pick<BenchmarkTableOffer, 'paper' | 'where' | 'title'>): string {
  const words = said(title);
  return where === 'no paper' ? words : t('benchmarks.tableOf', { paper, where: said(where), title: words });
}
