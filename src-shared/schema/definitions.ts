/**
 * What every registry entry says of itself. A definition without its functions is JSON: host, forms and command line
 * work from that and never load training code.
 */
import type { Modality } from '../domain/dataset.ts';
import type { OptionsOf, Schema } from './fields.ts';

export interface EntrySource {
  paper: string;
  year: number;
  sections: readonly string[];
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
  needs: { cleanHoldout: boolean; gradients: boolean };
  /** Options by which a preset differs from the defaults. */
  presets: Readonly<Record<string, Partial<OptionsOf<S>>>>;
  /** Scores it gives each sample, with the end of the scale that is suspicious. */
  scores: Readonly<Record<string, { title: string; unit: string; suspicious: 'low' | 'high' }>>;
  /**
   * Work of each stage in order, for estimates, counted in images trained once; an image only predicted counts a third.
   */
  cost(options: OptionsOf<S>, samples: number): ReadonlyMap<string, number>;
  run(context: Context, options: OptionsOf<S>): Promise<void>;
}

export interface AttackDefinition<S extends Schema, Plan> extends EntryBase<S> {
  /** The kind of data it poisons. */
  modality: Modality;
  /** Clean-label attacks poison samples of the target class and change no label. */
  cleanLabel: boolean;
  defaultRate: number;
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
