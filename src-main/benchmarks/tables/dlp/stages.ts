/** Tables 1 and 2: what each stage of DLP leaves. */
import type { DatasetId } from '../../datasets.ts';
import { printed, type Printed, type TableDefinition } from '../../definition.ts';
import { setting } from './setting.ts';

const STAGES = ['SL', 'AU', 'ASSFT'] as const;

function stagesTable(
  id: string,
  where: string,
  dataset: DatasetId,
  title: string,
  rows: Readonly<Record<string, readonly [Printed, Printed, Printed]>>,
): TableDefinition {
  return {
    id,
    paper: 'DLP',
    where,
    title,
    kind: 'levels',
    rowTitle: 'attack',
    columnTitle: 'after stage',
    headlines: [],
    notes: ['All three columns of a row are stages of the same run.'],
    cells: Object.entries(rows).flatMap(([attack, figures]) =>
      figures.map((one, i) => ({
        row: attack,
        column: STAGES[i] ?? '',
        paper: printed(one),
        source: { setting: setting(dataset, attack, { stage: STAGES[i] ?? null }) },
      })),
    ),
  };
}

export const STAGES_CIFAR10 = stagesTable('dlp-1', 'Table 1', 'cifar10', 'DLP stage by stage, CIFAR-10', {
  BadNets: [
    [75.54, 99.96],
    [61.16, 0.08],
    [93.08, 0.24],
  ],
  TrojanNN: [
    [77.87, 99.78],
    [65.11, 0],
    [92.19, 0.31],
  ],
  Blended: [
    [71.81, 99.99],
    [45.93, 0.02],
    [91.93, 0],
  ],
  LCA: [
    [74.36, 99.86],
    [70.99, 0.04],
    [92.04, 0.21],
  ],
  SIG: [
    [69.04, 100],
    [52.04, 0],
    [92.98, 0],
  ],
});

export const STAGES_IMAGENET = stagesTable(
  'dlp-2',
  'Table 2',
  'imagenet',
  'DLP stage by stage, ImageNet subset',
  {
    BadNets: [
      [76.96, 99.93],
      [64.92, 0],
      [92.96, 0.27],
    ],
    TrojanNN: [
      [76.49, 100],
      [62.78, 0.04],
      [93.31, 0.21],
    ],
    Blended: [
      [73.92, 100],
      [45.68, 0.07],
      [93.1, 0],
    ],
    SIG: [
      [76.23, 100],
      [58.32, 0.03],
      [93.08, 0],
    ],
  },
);
