/** Tables 3 and 4: DLP beside other defenses. */
import type { DatasetId } from '../../datasets.ts';
import { printed, type Printed, type TableCell, type TableDefinition } from '../../definition.ts';
import { setting } from './setting.ts';

/** Rows of the comparison and what they are called here. */
const DEFENSES: Readonly<Record<string, string>> = {
  'no defense': 'plain',
  FP: 'fp',
  MCR: 'mcr',
  NAD: 'nad',
  ABL: 'abl',
  ANP: 'anp',
  DLP: 'dlp',
};

const NO_ATTACK = 'no attack';

function comparison(
  id: string,
  where: string,
  dataset: DatasetId,
  title: string,
  attacks: readonly string[],
  rows: Readonly<Record<string, readonly Printed[]>>,
): TableDefinition {
  return {
    id,
    paper: 'DLP',
    where,
    title,
    kind: 'levels',
    rowTitle: 'defense',
    columnTitle: 'attack',
    headlines: [],
    notes: [
      'The paper prints an attack success of 0 where nothing was attacked; there is nothing to measure it on, and it is left out here.',
      'FP, MCR, NAD and ANP mend the model of the row "no defense". The paper gives them 5 % of the clean test set; here they get 5 % of the training set that is known to be clean, since a defense must not see test data.',
    ],
    cells: Object.entries(rows).flatMap(([defense, figures]) =>
      [NO_ATTACK, ...attacks].map((attack, i): TableCell => {
        const isClean = attack === NO_ATTACK;
        const [accuracy, success] = figures[i] ?? [null, null];
        return {
          row: defense,
          column: attack,
          paper: printed([accuracy, isClean ? null : success]),
          source: {
            setting: setting(dataset, isClean ? null : attack, { defense: DEFENSES[defense] ?? defense }),
          },
        };
      }),
    ),
  };
}

const TABLE_3: Readonly<Record<string, readonly Printed[]>> = {
  'no defense': [
    [93.31, 0],
    [91.31, 100],
    [88.62, 100],
    [89.89, 100],
    [87.26, 99.46],
    [88.54, 99.88],
  ],
  FP: [
    [86.62, 0],
    [83.06, 96.89],
    [83.14, 69.25],
    [85.41, 83.49],
    [80.03, 55.62],
    [83.14, 77.8],
  ],
  MCR: [
    [88.99, 0],
    [79.35, 4.56],
    [73.92, 25.16],
    [80.12, 28.78],
    [78.26, 21.13],
    [83.22, 2.39],
  ],
  NAD: [
    [90.39, 0],
    [89.64, 1.99],
    [79.47, 15.99],
    [84.52, 1.75],
    [79.87, 18.71],
    [83.01, 1.98],
  ],
  ABL: [
    [88.46, 0],
    [87.42, 4.13],
    [88.74, 4.41],
    [85.62, 16.37],
    [89.12, 0],
    [89.33, 0.08],
  ],
  ANP: [
    [92.15, 0],
    [90.16, 0.56],
    [90.95, 0.76],
    [91.81, 0.53],
    [91.24, 4.12],
    [91.45, 0.87],
  ],
  DLP: [
    [93.01, 0],
    [93.08, 0.24],
    [92.19, 0.31],
    [91.93, 0],
    [92.04, 0.21],
    [92.98, 0],
  ],
};

const TABLE_4: Readonly<Record<string, readonly Printed[]>> = {
  'no defense': [
    [93.75, 0],
    [89.99, 100],
    [90.03, 100],
    [90.64, 100],
    [90.02, 98.85],
  ],
  FP: [
    [83.21, 0],
    [80.96, 96.62],
    [78.99, 95.13],
    [79.62, 99.09],
    [83.53, 81.04],
  ],
  MCR: [
    [87.02, 0],
    [79.83, 30.66],
    [76.62, 5.49],
    [75.91, 20.62],
    [81.03, 25.01],
  ],
  NAD: [
    [90.33, 0],
    [83.68, 6.03],
    [83.92, 16.24],
    [85.31, 27.76],
    [86.73, 4.69],
  ],
  ABL: [
    [88.37, 0],
    [87.62, 1.13],
    [88.26, 1.45],
    [85.21, 22.37],
    [85.92, 0.17],
  ],
  ANP: [
    [92.83, 0],
    [91.58, 0.75],
    [92.61, 1.74],
    [93.07, 1.02],
    [92.76, 0.46],
  ],
  DLP: [
    [93.27, 0],
    [92.96, 0.27],
    [93.31, 0.21],
    [93.1, 0],
    [93.08, 0],
  ],
};

export const COMPARED_CIFAR10 = comparison(
  'dlp-3',
  'Table 3',
  'cifar10',
  'Defenses compared, CIFAR-10',
  ['BadNets', 'TrojanNN', 'Blended', 'LCA', 'SIG'],
  TABLE_3,
);

export const COMPARED_IMAGENET = comparison(
  'dlp-4',
  'Table 4',
  'imagenet',
  'Defenses compared, ImageNet subset',
  ['BadNets', 'TrojanNN', 'Blended', 'SIG'],
  TABLE_4,
);
