/** Table I: E2ABL beside other defenses, one table a dataset. */
import { datasetFacts, type DatasetId } from '../../datasets.ts';
import { printed, type Printed, type TableCell, type TableDefinition } from '../../definition.ts';
import { AVERAGE, setting } from './setting.ts';

/** By attack: accuracy and success of each defense in the order of `DEFENSES`. */
type Rows = Readonly<Record<string, readonly Printed[]>>;

const DEFENSES: readonly [title: string, id: string][] = [
  ['no defense', 'plain'],
  ['FP', 'fp'],
  ['NAD', 'nad'],
  ['ABL', 'abl'],
  ['E2ABL', 'e2abl'],
];

const NO_ATTACK = 'none';

const CIFAR_10: Rows = {
  none: [
    [89.32, null],
    [86.07, null],
    [87.43, null],
    [88.04, null],
    [89.39, null],
  ],
  BadNets: [
    [87.51, 100],
    [82.9, 99.87],
    [84.11, 3.48],
    [86.44, 3.18],
    [87.96, 0.17],
  ],
  Blend: [
    [85.64, 100],
    [82.16, 86.4],
    [83.11, 4.97],
    [84.93, 16.85],
    [85.21, 8.95],
  ],
  Trojan: [
    [88.77, 100],
    [82.46, 65.17],
    [76.59, 16.43],
    [87.38, 3.45],
    [88.26, 1.87],
  ],
  Dynamic: [
    [86.4, 100],
    [82.48, 87.63],
    [73.14, 31.59],
    [85.93, 18.83],
    [86.22, 12.15],
  ],
  CL: [
    [84.11, 99.81],
    [82.16, 51.94],
    [81.14, 14.95],
    [89.05, 0],
    [89.11, 0.18],
  ],
  SIG: [
    [84.58, 99.45],
    [83.04, 74.81],
    [82.18, 2.37],
    [88.44, 0.08],
    [88.92, 0.25],
  ],
  LBA: [
    [82.89, 99.02],
    [81.19, 56.72],
    [78.28, 10.07],
    [81.26, 0.12],
    [82.34, 0.03],
  ],
  CBA: [
    [85.71, 89.14],
    [81.32, 75.94],
    [81.12, 34.94],
    [84.75, 29.28],
    [85.27, 25.64],
  ],
  DFST: [
    [84.92, 99.55],
    [81.67, 78.47],
    [79.39, 35.01],
    [81.14, 5.47],
    [81.95, 3.21],
  ],
  average: [
    [85.61, 98.55],
    [82.15, 75.22],
    [79.9, 17.09],
    [85.48, 8.58],
    [86.14, 5.83],
  ],
};
const GTSRB: Rows = {
  none: [
    [97.91, null],
    [90.48, null],
    [95.64, null],
    [96.78, null],
    [97.95, null],
  ],
  BadNets: [
    [97.5, 100],
    [88.12, 99.4],
    [89.62, 0.22],
    [96.42, 0.05],
    [96.89, 0.09],
  ],
  Blend: [
    [96.12, 100],
    [87.34, 99.18],
    [93.16, 7.54],
    [93.27, 25.81],
    [93.95, 12.18],
  ],
  Trojan: [
    [96.74, 99.84],
    [85.72, 93.41],
    [90.55, 0.46],
    [95.24, 0.43],
    [95.68, 0.27],
  ],
  Dynamic: [
    [97.13, 100],
    [85.16, 99.82],
    [79.15, 69.64],
    [95.87, 6.48],
    [96.23, 5.69],
  ],
  SIG: [
    [97.02, 96.58],
    [86.43, 81.04],
    [90.42, 4.97],
    [96.41, 5.45],
    [96.79, 4.78],
  ],
  average: [
    [96.9, 99.28],
    [86.55, 94.57],
    [88.58, 16.57],
    [95.44, 7.64],
    [95.91, 4.6],
  ],
};
const ARABIC_DIGITS: Rows = {
  none: [
    [86.24, null],
    [82.15, null],
    [83.44, null],
    [84.95, null],
    [86.1, null],
  ],
  'TT-FGSM': [
    [72.27, 83.43],
    [62.78, 21.14],
    [69.48, 7.63],
    [83.56, 0.04],
    [84.32, 0.13],
  ],
  'TT-DE': [
    [69.12, 96.06],
    [60.46, 42.83],
    [68.17, 26.82],
    [81.83, 4.16],
    [82.85, 2.54],
  ],
  'TSBA-B': [
    [83.49, 97.7],
    [62.15, 63.22],
    [71.27, 57.63],
    [79.19, 24.11],
    [81.52, 16.89],
  ],
  average: [
    [74.96, 92.4],
    [61.8, 42.4],
    [69.64, 30.69],
    [81.53, 9.44],
    [82.9, 6.52],
  ],
};
const ECG5000: Rows = {
  none: [
    [99.6, null],
    [95.5, null],
    [96.9, null],
    [97.4, null],
    [99.4, null],
  ],
  'TT-FGSM': [
    [88.2, 76.1],
    [64, 20],
    [72.6, 8.1],
    [92.9, 0],
    [96.4, 0],
  ],
  'TT-DE': [
    [86.4, 98.2],
    [63.1, 29.4],
    [70.4, 18.2],
    [92.6, 1.9],
    [96, 0.6],
  ],
  'TSBA-B': [
    [98.1, 98.7],
    [63.5, 58.7],
    [74.6, 45.2],
    [91.7, 10.8],
    [94.8, 8.6],
  ],
  average: [
    [90.9, 91],
    [63.53, 36.03],
    [72.53, 23.83],
    [92.4, 4.23],
    [95.73, 3.07],
  ],
};
const UWAVE: Rows = {
  none: [
    [92.47, null],
    [86.43, null],
    [88.96, null],
    [90.17, null],
    [92.54, null],
  ],
  'TT-FGSM': [
    [81.1, 87.15],
    [72.37, 14.49],
    [76.14, 5.62],
    [88.72, 0.37],
    [91.55, 0.69],
  ],
  'TT-DE': [
    [78.12, 96.64],
    [71.68, 28.41],
    [74.4, 11.27],
    [86.62, 3.32],
    [91.15, 1.73],
  ],
  'TSBA-B': [
    [89.67, 94.13],
    [73.69, 54.73],
    [77.13, 48.49],
    [84.76, 15.34],
    [89.27, 14.64],
  ],
  average: [
    [82.96, 92.64],
    [72.58, 32.54],
    [75.89, 21.79],
    [86.7, 6.34],
    [90.66, 5.69],
  ],
};

function comparison(dataset: DatasetId, rows: Rows): TableDefinition {
  const attacks = Object.keys(rows).filter((name) => name !== NO_ATTACK && name !== AVERAGE);
  return {
    id: `e2abl-1-${dataset}`,
    paper: 'E2ABL',
    where: 'Table I',
    title: `Defenses compared, ${datasetFacts(dataset).title}`,
    kind: 'levels',
    rowTitle: 'attack',
    columnTitle: 'defense',
    headlines: [],
    notes: ['The average leaves out the row without an attack, as in the paper.'],
    cells: Object.entries(rows).flatMap(([attack, figures]) =>
      DEFENSES.map(([title, defense], i): TableCell => {
        const name = attack === NO_ATTACK ? null : attack;
        return {
          row: attack,
          column: title,
          paper: printed(figures[i] ?? [null, null]),
          source: attack === AVERAGE ? { meanOf: attacks } : { setting: setting(dataset, name, { defense }) },
        };
      }),
    ),
  };
}

export const E2ABL_COMPARISONS: readonly TableDefinition[] = [
  comparison('cifar10', CIFAR_10),
  comparison('gtsrb', GTSRB),
  comparison('arabic-digits', ARABIC_DIGITS),
  comparison('ecg5000', ECG5000),
  comparison('uwave', UWAVE),
];
