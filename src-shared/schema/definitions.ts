/**
 * What every registry entry says of itself. A definition without its functions is JSON: host, forms and command line
 * work from that and never load training code.
 */
import type { Modality } from '../domain/dataset.ts';
import type { OptionsOf, OptionValue, Schema } from './fields.ts';

export interface EntrySource {
  paper: string;
  year: number;
  sections: readonly string[];
}

/** By name: title, unit and the end of the scale that is suspicious. */
export type DeclaredScores = Readonly<
  Record<string, { title: string; unit: string; suspicious: 'low' | 'high' }>
>;

export interface RankingRule {
  /** One of the defense's scores. */
  metric: string;
  /** What the score is called in each epoch's trace. */
  trace: string;
  /** The subset that the rule alone would isolate. */
  subset: string;
  /** In force only where the option has this value. */
  when?: { option: string; value: OptionValue };
  /** Whether the paper ranks this way. */
  isPaper: boolean;
}

export interface DeclaredSubset {
  title: string;
  /** What became of its samples, in a sentence. */
  explanation: string;
  /** What it is meant to hold: its precision is the share of that. */
  holds: 'poisoned' | 'clean';
}

/** The rule in force under these options; null for a method that ranks nothing. */
export function rankingInForce(
  ranking: readonly RankingRule[],
  options: Readonly<Record<string, OptionValue>>,
): RankingRule | null {
  if (ranking.length === 0) return null;
  const rule = ranking.find(({ when }) => when === undefined || options[when.option] === when.value);
  if (rule === undefined) throw new TypeError('a defense that ranks samples must do so by some rule');
  return rule;
}

interface EntryBase<S extends Schema> {
  /** Equals the file or folder name; stored with every run; never reused. */
  id: string;
  /** Raised when options or results change their meaning. */
  version: number;
  title: string;
  summary: string;
  source: EntrySource;
  /** When it fails, in a sentence or two. */
  limits: string;
  options: S;
}

export interface DefenseDefinition<S extends Schema, Context> extends EntryBase<S> {
  kind: 'detect' | 'train' | 'repair';
  /** Kinds of data it works on; for others it is refused before anything starts. */
  modalities: readonly Modality[];
  /** `cleanHoldout`: it is given training samples that are known to be clean, or refused where there are too few. */
  needs: { cleanHoldout: boolean; gradients: boolean };
  /** Options by which a preset differs from the defaults. */
  presets: Readonly<Record<string, Partial<OptionsOf<S>>>>;
  /** Scores it gives each sample. */
  scores: DeclaredScores;
  /**
   * How it ranks samples: the first rule whose condition holds is in force, the others are told beside it. Empty for a
   * method that judges no sample, as those that repair a model do.
   */
  ranking: readonly RankingRule[];
  /** Subsets it sorts samples into, with the words a report has for them. */
  subsets: Readonly<Record<string, DeclaredSubset>>;
  /** Names of its stages in words. */
  stages: Readonly<Record<string, string>>;
  /** The stage that trains on all given labels: what the result is compared with. Null where a method has none. */
  undefendedStage: string | null;
  /**
   * Work of each stage in order, for estimates, counted in samples trained once; a sample only predicted counts a third.
   * `samples`: those it learns from, which for a repair are the trusted ones.
   */
  cost(options: OptionsOf<S>, samples: number): ReadonlyMap<string, number>;
  run(context: Context, options: OptionsOf<S>): Promise<void>;
}

/** Which mappings of true classes to target classes an attack can make; one target for all classes always. */
export interface SupportedMappings {
  allToAll: boolean;
  /** How many targets at once, each with a trigger that can be told from the others. */
  targetsAtOnce: number;
}

export interface AttackDefinition<S extends Schema, Plan> extends EntryBase<S> {
  /** The kind of data it poisons. */
  modality: Modality;
  /** Clean-label attacks poison samples of the target class and change no label. */
  cleanLabel: boolean;
  defaultRate: number;
  mappings: SupportedMappings;
  plan: Plan;
}

export function defineDefense<S extends Schema, Context>(
  definition: DefenseDefinition<S, Context>,
): DefenseDefinition<S, Context> {
  return definition;
}

export function defineAttack<S extends Schema, Plan>(
  definition: AttackDefinition<S, Plan>,
): AttackDefinition<S, Plan> {
  return definition;
}
