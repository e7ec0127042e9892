/** DLP (Ying and Wu 2023): tables 1 to 6 and figure 4, with the numbers they print. WRN-16-1, 10 % poison, one target. */
import {
  attackOf,
  printed,
  said,
  type CellSetting,
  type Printed,
  type TableCell,
  type TableDefinition,
} from '../definition.ts';
import type { DatasetId } from '../datasets.ts';

const ARCH = 'wrn-16-1';

function setting(dataset: DatasetId, attack: string | null, change: Partial<CellSetting>): CellSetting {
  return {
    dataset,
    attack: attack === null ? null : attackOf(attack),
    defense: 'dlp',
    options: {},
    arch: ARCH,
    isArchFixed: false,
    stage: null,
    ...change,
  };
}

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

const RATES = [0.1, 0.2, 0.3, 0.4, 0.5];

/** By share that is isolated; null: no defense. */
const TABLE_5: readonly [isolated: number | null, figures: readonly Printed[]][] = [
  [
    null,
    [
      [91.31, 100],
      [90.22, 100],
      [89.21, 100],
      [77.92, 99.97],
      [71.49, 100],
    ],
  ],
  [
    0.001,
    [
      [87.25, 34.26],
      [86.94, 33.08],
      [84.27, 39.37],
      [81.99, 66.9],
      [81.58, 79.23],
    ],
  ],
  [
    0.01,
    [
      [93.08, 0.24],
      [93.01, 2.04],
      [92.88, 3.17],
      [90.54, 3.72],
      [92.06, 3.68],
    ],
  ],
  [
    0.05,
    [
      [91.17, 0.24],
      [93.23, 2.06],
      [92.96, 3.05],
      [91.01, 3.59],
      [90.36, 4.99],
    ],
  ],
  [
    0.1,
    [
      [93.88, 0.28],
      [93.59, 1.89],
      [93.61, 3.19],
      [91.32, 2.8],
      [90.81, 4.55],
    ],
  ],
];

function percent(fraction: number): string {
  return `${Number((100 * fraction).toPrecision(6))} %`;
}

const RATES_TABLE: TableDefinition = {
  id: 'dlp-5',
  paper: 'DLP',
  where: 'Table 5',
  title: 'Poison rate and share isolated, CIFAR-10',
  kind: 'levels',
  rowTitle: 'isolated',
  columnTitle: 'poison rate',
  headlines: [],
  notes: [
    'The paper does not name the attack; its first row equals BadNets of Table 3, which is what is run.',
    'The share of labels that are kept for fine-tuning stays as the preset has it.',
  ],
  cells: TABLE_5.flatMap(([isolated, figures]) =>
    figures.map((one, i): TableCell => {
      const rate = RATES[i] ?? 0;
      // One per cent is what the method does by itself, and so the run of the other tables.
      const options = isolated === null || isolated === 0.01 ? {} : { isolationFraction: isolated };
      const defense = isolated === null ? 'plain' : 'dlp';
      // Ten per cent is every table's rate, and so the same drill.
      const attack = { id: 'badnets', rate: rate === 0.1 ? null : rate };
      return {
        row: isolated === null ? 'no defense' : percent(isolated),
        column: percent(rate),
        paper: printed(one),
        source: { setting: { ...setting('cifar10', null, { defense, options }), attack } },
      };
    }),
  ),
};

const TABLE_6: readonly [arch: string, title: string, figures: readonly Printed[]][] = [
  [
    'vgg16-bn',
    'VGG16',
    [
      [92.43, 0.36],
      [92.47, 0.33],
      [92.26, 0],
      [92.53, 0],
    ],
  ],
  [
    'resnet-18',
    'ResNet18',
    [
      [93.14, 0.25],
      [93.22, 0.27],
      [92.87, 0],
      [93.19, 0],
    ],
  ],
  [
    'inception-v3',
    'InceptionV3',
    [
      [93.56, 0.29],
      [93.43, 0.32],
      [93.41, 0],
      [93.61, 0],
    ],
  ],
  [
    'mobilenet-v2',
    'MobileNetV2',
    [
      [93.88, 0.19],
      [93.64, 0.25],
      [93.57, 0],
      [93.92, 0],
    ],
  ],
  [
    'densenet-121',
    'DenseNet121',
    [
      [94.82, 0.17],
      [95.02, 0.21],
      [94.96, 0],
      [95.11, 0],
    ],
  ],
];

const NETWORKS_TABLE: TableDefinition = {
  id: 'dlp-6',
  paper: 'DLP',
  where: 'Table 6',
  title: 'DLP with other networks, CIFAR-10',
  kind: 'levels',
  rowTitle: 'network',
  columnTitle: 'attack',
  headlines: [],
  notes: ['These networks cost up to forty times what WRN-16-1 costs, at every scale.'],
  cells: TABLE_6.flatMap(([arch, title, figures]) =>
    figures.map((one, i) => {
      const attack = ['BadNets', 'TrojanNN', 'Blended', 'SIG'][i] ?? '';
      return {
        row: title,
        column: attack,
        paper: printed(one),
        source: { setting: setting('cifar10', attack, { arch, isArchFixed: true }) },
      };
    }),
  ),
};

const ORDERS: readonly [order: string, words: string][] = [
  ['SL-AU-ASSFT', 'accuracy high, success low'],
  ['SL-ASSFT', 'success stays high'],
  ['SL-AU', 'accuracy stays low'],
  ['SL-ASSFT-AU', 'success low, accuracy falls after its peak'],
];

const ORDERS_TABLE: TableDefinition = {
  id: 'dlp-figure-4',
  paper: 'DLP',
  where: 'Figure 4',
  title: 'Stages of DLP in other orders, CIFAR-10',
  kind: 'levels',
  rowTitle: 'stages',
  columnTitle: 'attack',
  headlines: [],
  notes: ['The figure has no numbers in the text: what it shows is told in words.'],
  cells: ORDERS.map(([order, words], i) => ({
    row: order,
    column: 'BadNets',
    paper: said(words),
    source: { setting: setting('cifar10', 'BadNets', { options: i === 0 ? {} : { order } }) },
  })),
};

export const DLP_TABLES: readonly TableDefinition[] = [
  stagesTable('dlp-1', 'Table 1', 'cifar10', 'DLP stage by stage, CIFAR-10', {
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
  }),
  stagesTable('dlp-2', 'Table 2', 'imagenet', 'DLP stage by stage, ImageNet subset', {
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
  }),
  comparison(
    'dlp-3',
    'Table 3',
    'cifar10',
    'Defenses compared, CIFAR-10',
    ['BadNets', 'TrojanNN', 'Blended', 'LCA', 'SIG'],
    TABLE_3,
  ),
  comparison(
    'dlp-4',
    'Table 4',
    'imagenet',
    'Defenses compared, ImageNet subset',
    ['BadNets', 'TrojanNN', 'Blended', 'SIG'],
    TABLE_4,
  ),
  RATES_TABLE,
  NETWORKS_TABLE,
  ORDERS_TABLE,
];
