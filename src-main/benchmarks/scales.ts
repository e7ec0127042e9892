/**
 * How large a benchmark is: samples, length of training, seeds, networks. At the smaller scales every method that trains a
 * model makes the same number of updates, so that none wins by training longer (what the warm-up of E2ABL is prolonged by
 * comes on top: its main head learns nothing meanwhile); at the full scale each has what its paper gave it.
 */
import type { BenchmarkScale } from '../../src-shared/domain/benchmark.ts';
import type { Modality } from '../../src-shared/domain/dataset.ts';
import type { OptionValue, Schema } from '../../src-shared/schema/fields.ts';
import type { CellSetting } from './definition.ts';

export interface Scale {
  id: BenchmarkScale;
  /** Samples that are taken at most; null: all there are. */
  train: number | null;
  test: number | null;
  /** Of the training of a model; null: as the preset has it. */
  epochs: number | null;
  /** Small datasets train longer than `epochs`, to this many updates. */
  minUpdates: number;
  preset: string;
  seeds: readonly number[];
  /** Networks that take the place of the papers'. */
  networks: Readonly<Record<Modality, string>> | null;
  /** Whether drawn samples may stand in for data that was not given. */
  drawsData: boolean;
}

/** At the smaller scales; the tables about networks keep theirs but for the deepest. */
const SMALL_NETWORKS = { image: 'wrn-16-1', series: 'ts-fcn' } as const;
const DEEPEST = 'resnet-34';
const LESS_DEEP = 'resnet-18';

export const SCALES: Readonly<Record<BenchmarkScale, Scale>> = {
  tiny: {
    id: 'tiny',
    train: 1000,
    test: 200,
    epochs: 8,
    minUpdates: 100,
    preset: 'quick',
    seeds: [1],
    networks: SMALL_NETWORKS,
    drawsData: true,
  },
  small: {
    id: 'small',
    train: 10_000,
    test: 2000,
    // After twenty, with crops and flips, an undefended network has not learned a patch in the corner yet.
    epochs: 30,
    // After 300, a network for series knows two gestures of three of UWaveGestureLibrary (120 samples).
    minUpdates: 1000,
    preset: 'standard',
    seeds: [1, 2, 3],
    networks: SMALL_NETWORKS,
    drawsData: false,
  },
  full: {
    id: 'full',
    train: null,
    test: null,
    epochs: null,
    minUpdates: 0,
    preset: 'paper',
    seeds: [1, 2, 3],
    networks: null,
    drawsData: false,
  },
};

export function networkFor(
  { networks }: Scale,
  { arch, isArchFixed }: Pick<CellSetting, 'arch' | 'isArchFixed'>,
  modality: Modality,
): string {
  if (networks === null) return arch;
  if (isArchFixed) return arch === DEEPEST ? LESS_DEEP : arch;
  return networks[modality];
}

type Options = Record<string, OptionValue>;

const BATCH = 128;
const FEWEST_BATCHES = 10;
const SMALLEST_BATCH = 8;
/** After so many the second head of E2ABL knew a patch of 3x3 in the corner with every seed; with 200, with one of three. */
const WARM_UP_UPDATES = 780;
/** The share of the training samples that repair methods are given. */
export const TRUSTED_SHARE = 0.05;

/** Length of the training of any model at this scale on so many samples. */
export interface Length {
  batch: number;
  epochs: number;
  updatesPerEpoch: number;
}

/** Null where presets decide. */
export function lengthAt({ epochs, minUpdates }: Scale, samples: number): Length | null {
  if (epochs === null) return null;
  const batch = Math.max(SMALLEST_BATCH, Math.min(BATCH, Math.floor(samples / FEWEST_BATCHES)));
  const updatesPerEpoch = Math.max(1, Math.round(samples / batch));
  return { batch, updatesPerEpoch, epochs: Math.max(epochs, Math.ceil(minUpdates / updatesPerEpoch)) };
}

/**
 * How the planting of an attack differs from its defaults, which are made for a wait of minutes: where each method has the
 * length its paper gave it, the network of a crafted attack learns for all of its epochs too. Of 50,000 samples its usual
 * budget of updates would be less than two.
 */
export function attackOptions({ epochs }: Scale, schema: Schema): Readonly<Record<string, OptionValue>> {
  const budget = schema['updateBudget'];
  if (epochs !== null || budget === undefined || !('max' in budget)) return {};
  // More than any number of epochs asks for.
  return { updateBudget: budget.max };
}

/** A part of the whole, at least one epoch. */
function part(epochs: number, share: number): number {
  return Math.max(1, Math.round(epochs * share));
}

/**
 * Options that make a defense train as long as all others: the published proportions of its stages, scaled to the length.
 * Methods that mend a model keep the lengths of their preset, which cost less than one training, but for the adversarial
 * masks of ANP and the curve of MCR.
 */
export function lengthOptions(defense: string, length: Length, samples: number): Options {
  const { batch, epochs, updatesPerEpoch } = length;
  const total = epochs * updatesPerEpoch;
  switch (defense) {
    case 'plain':
      return { epochs, minUpdates: 0 };
    case 'none': {
      const tuning = part(epochs, 1 / 6);
      const training = Math.max(1, epochs - tuning);
      return { epochs: training, tuningEpochs: tuning, minUpdates: 0, tuningMinUpdates: 0 };
    }
    case 'abl': {
      // 20 and 60 epochs in the paper.
      const isolation = part(epochs, 1 / 4);
      return { isolationEpochs: isolation, tuningEpochs: Math.max(1, epochs - isolation), minUpdates: 0 };
    }
    case 'e2abl':
      return {
        epochs: Math.max(3, epochs),
        minUpdates: 0,
        warmUpMinUpdates: Math.min(WARM_UP_UPDATES, Math.floor(total / 3)),
      };
    case 'dlp': {
      // 10 epochs in the paper; all the rest belongs to fine-tuning, which FixMatch gives a million updates.
      const supervised = part(epochs, 1 / 3);
      return {
        slEpochs: supervised,
        slMinUpdates: 0,
        batch,
        assftUpdates: Math.max(1, total - supervised * updatesPerEpoch),
      };
    }
    case 'anp':
      // Each update costs three; together as much as one training.
      return { iterations: Math.max(100, Math.round(total / 3)) };
    case 'mcr': {
      const learned = Math.max(1, Math.round((samples * TRUSTED_SHARE) / 2));
      const half = Math.max(10, Math.min(100, Math.round((epochs * samples) / 2 / learned)));
      return { endpointEpochs: half, epochs: half, minUpdates: 100 };
    }
    default:
      return {};
  }
}
