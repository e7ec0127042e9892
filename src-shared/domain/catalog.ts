/** Everything that can be chosen, as JSON: what forms, the command line and the host work from. */
import type { EntrySource } from '../schema/definitions.ts';
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
  presets: Readonly<Record<string, Readonly<Record<string, OptionValue>>>>;
  scores: Readonly<Record<string, { title: string; unit: string; suspicious: 'low' | 'high' }>>;
}

export interface AttackCatalogEntry extends CatalogEntry {
  cleanLabel: boolean;
  defaultRate: number;
}

export interface ArchitectureEntry {
  id: string;
  title: string;
  parameters: number;
}

export interface Catalog {
  defenses: readonly DefenseEntry[];
  attacks: readonly AttackCatalogEntry[];
  architectures: readonly ArchitectureEntry[];
}
