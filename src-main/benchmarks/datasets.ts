/** The datasets of the papers: how large they had them, and how the benchmark poisons them. */
import type { Modality } from '../../src-shared/domain/dataset.ts';

export type DatasetId = 'cifar10' | 'imagenet' | 'gtsrb' | 'arabic-digits' | 'ecg5000' | 'uwave';

export interface DatasetFacts {
  id: DatasetId;
  title: string;
  modality: Modality;
  /** As published; null where the paper does not say. */
  train: number | null;
  test: number | null;
  /** Of a sample, and how many classes: for a forecast before the data is imported. */
  shape: readonly [number, number, number];
  classes: number;
  /** Share of all training samples that a clean-label attack poisons: about 80 % of the target class. */
  cleanLabelRate: number;
}

export const DATASETS: readonly DatasetFacts[] = [
  {
    id: 'cifar10',
    title: 'CIFAR-10',
    modality: 'image',
    train: 50_000,
    test: 10_000,
    shape: [32, 32, 3],
    classes: 10,
    cleanLabelRate: 0.08,
  },
  {
    id: 'imagenet',
    title: 'ImageNet subset',
    modality: 'image',
    train: null,
    test: null,
    shape: [224, 224, 3],
    classes: 12,
    cleanLabelRate: 0.06,
  },
  {
    id: 'gtsrb',
    title: 'GTSRB',
    modality: 'image',
    train: 39_209,
    test: 12_630,
    shape: [32, 32, 3],
    classes: 43,
    cleanLabelRate: 0.05,
  },
  {
    id: 'arabic-digits',
    title: 'ArabicDigits',
    modality: 'series',
    train: 6600,
    test: 2200,
    shape: [93, 1, 13],
    classes: 10,
    cleanLabelRate: 0.08,
  },
  {
    id: 'ecg5000',
    title: 'ECG5000',
    modality: 'series',
    train: 500,
    test: 4500,
    shape: [140, 1, 1],
    classes: 5,
    cleanLabelRate: 0.1,
  },
  {
    id: 'uwave',
    title: 'UWave',
    modality: 'series',
    train: 200,
    test: 4278,
    shape: [315, 1, 3],
    classes: 8,
    cleanLabelRate: 0.1,
  },
];

export const DATASET_IDS: readonly DatasetId[] = DATASETS.map(({ id }) => id);

export function datasetFacts(id: DatasetId): DatasetFacts {
  const found = DATASETS.find((one) => one.id === id);
  if (found === undefined) throw new TypeError(`the dataset ${id} of a table is unknown`);
  return found;
}

/** What the papers share of training samples is poisoned. */
export const PAPER_RATE = 0.1;
/** The class a backdoor leads to. */
export const TARGET = '0';
