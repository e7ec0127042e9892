/** Every attack with every defense there is, beside the paper's numbers where a table has the same cell. */
import type { Modality } from '../../../src-shared/domain/dataset.ts';
import type { CellSetting, TableCell, TableDefinition } from '../definition.ts';
import { DLP_TABLES } from './dlp/index.ts';

export const GRID = 'Assay';

interface GridEntries {
  attacks: readonly { id: string; modality: Modality }[];
  defenses: readonly { id: string; modalities: readonly Modality[] }[];
}

const NO_ATTACK = 'no attack';

export function gridTable({ attacks, defenses }: GridEntries, modality: Modality): TableDefinition {
  const dataset = modality === 'image' ? 'cifar10' : 'ecg5000';
  const columns = [
    null,
    ...attacks.filter((attack) => attack.modality === modality).map((attack) => attack.id),
  ];
  const rows = defenses.filter(({ modalities }) => modalities.includes(modality));
  return {
    id: modality === 'image' ? 'grid-images' : 'grid-series',
    paper: GRID,
    where: 'no paper',
    title: `Every attack with every defense, ${modality === 'image' ? 'CIFAR-10' : 'ECG5000'}`,
    kind: 'levels',
    rowTitle: 'defense',
    columnTitle: 'attack',
    headlines: [],
    notes: ['Where DLP has the same cell in its Table 3, its numbers stand beside ours.'],
    cells: rows.flatMap(({ id }) =>
      columns.map((attack): TableCell => {
        const setting: CellSetting = {
          dataset,
          attack: attack === null ? null : { id: attack, rate: null },
          defense: id,
          options: {},
          arch: modality === 'image' ? 'wrn-16-1' : 'ts-resnet',
          isArchFixed: false,
          stage: null,
        };
        return { row: id, column: attack ?? NO_ATTACK, paper: paperOf(setting), source: { setting } };
      }),
    ),
  };
}

function paperOf({ dataset, attack, defense }: CellSetting): TableCell['paper'] {
  const cells = DLP_TABLES.find(({ id }) => id === 'dlp-3')?.cells ?? [];
  const same = cells.find(({ source }) => {
    if (!('setting' in source)) return false;
    const { setting } = source;
    return setting.dataset === dataset && setting.attack?.id === attack?.id && setting.defense === defense;
  });
  return same?.paper ?? null;
}
