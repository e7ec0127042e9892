/** What the cells of all tables of DLP have in common: WRN-16-1, 10 % poison, one target. */
import type { DatasetId } from '../../datasets.ts';
import { settingOf, type CellSetting } from '../../definition.ts';

const ARCH = 'wrn-16-1';

/** `attack`: as the paper calls it; null: none. */
export function setting(
  dataset: DatasetId,
  attack: string | null,
  change: Partial<CellSetting>,
): CellSetting {
  return settingOf({ dataset, defense: 'dlp', arch: ARCH }, attack, change);
}
