/** Everything that can be chosen, as JSON: what forms, the command line and the host work from. */
import type { Modality } from './dataset.ts';
import type { DetectorEntry } from './detection.ts';
import type {
  DeclaredScores,
  DeclaredSubset,
  EntrySource,
  RankingRule,
  SupportedMappings,
} from '../schema/definitions.ts';
import type { OptionValue, Schema } from '../schema/fields.ts';

export interface CatalogEntry {
  id: string;
  version: number;
  title: string;
  summary: string;
  source: EntrySource;
  limits: string;
  options: Schema;
}

export interface DefenseEntry extends CatalogEntry {
  kind: 'detect' | 'train' | 'repair';
  modalities: readonly Modality[];
  /** `cleanHoldout`: training samples that are known to be clean. */
  needs: { cleanHoldout: boolean; gradients: boolean };
  presets: Readonly<Record<string, Readonly<Record<string, OptionValue>>>>;
  scores: DeclaredScores;
  ranking: readonly RankingRule[];
  subsets: Readonly<Record<string, DeclaredSubset>>;
  stages: Readonly<Record<string, string>>;
  undefendedStage: string | null;
}

export interface AttackCatalogEntry extends CatalogEntry {
  modality: Modality;
  cleanLabel: boolean;
  /** Whether planting it takes a network, and so TensorFlow. */
  isCrafted: boolean;
  defaultRate: number;
  mappings: SupportedMappings;
}

/** Names of the layers whose output defenses use. */
export interface ArchitectureTaps {
  /** Where the second head sits by default. */
  cut: string;
  /** Every stage boundary it may sit at, in order; `cut` is one of them. */
  cuts: readonly string[];
  /** The last feature vector, float32 [B,F]: after pooling, before the dense layer. */
  features: string;
  /** Stage outputs, float32 [B,H,W,C], that attention maps are made of, in order. */
  attention: readonly string[];
  /** Convolutions after this layer are watched for compromised neurons; null: all of them. */
  watchedAfter: string | null;
}

export interface ArchitectureEntry {
  id: string;
  title: string;
  summary: string;
  source: EntrySource;
  /** What it is not good for. */
  limits: string;
  modality: Modality;
  /** Trainable parameters for 10 classes and 3 channels (variables). */
  parameters: number;
  /** Multiply-adds of one pass, in millions: of a 32x32x3 image, or of a series of 128 steps and 3 variables. */
  megaMacs: number;
  /**
   * Peak memory of a process that trains it on a CPU with 128 such samples an update, in MiB, as measured once
   * (`npm run bench -- network-memory`).
   */
  trainingMiB: number;
  /** Pixels a side from which on its stem leaves a quarter of each side before all else; absent: never. */
  smallStemFrom?: number;
  taps: ArchitectureTaps;
}

export interface Catalog {
  detectors: readonly DetectorEntry[];
  defenses: readonly DefenseEntry[];
  attacks: readonly AttackCatalogEntry[];
  architectures: readonly ArchitectureEntry[];
}
