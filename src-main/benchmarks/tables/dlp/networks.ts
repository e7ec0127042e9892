/** Table 6: DLP with other networks. */
import { printed, type Printed, type TableDefinition } from '../../definition.ts';
import { setting } from './setting.ts';

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

export const NETWORKS_TABLE: TableDefinition = {
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
