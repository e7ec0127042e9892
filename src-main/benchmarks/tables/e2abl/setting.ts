/** What the cells of all tables of E2ABL have in common: ResNet-34, 10 % poison. */
import { datasetFacts, type DatasetId } from '../../datasets.ts';
import { settingOf, type CellSetting } from '../../definition.ts';

/** The mean over the attacks, as the paper calls its row. */
export const AVERAGE = 'average';

/** The paper's network for the kind of data. */
function networkFor(dataset: DatasetId): string {
  return datasetFacts(dataset).modality === 'image' ? 'resnet-34' : 'resnet-34-1d';
}

/** `attack`: as the paper calls it; null: none. */
export function setting(
  dataset: DatasetId,
  attack: string | null,
  change: Partial<CellSetting>,
): CellSetting {
  return settingOf({ dataset, defense: 'e2abl', arch: networkFor(dataset) }, attack, change);
}
