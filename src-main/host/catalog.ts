/** Everything that can be chosen, typed, for the shells: definitions as JSON, without training code. */
import type { EntrySource } from '../../src-shared/schema/definitions.ts';
import type { OptionValue, Schema } from '../../src-shared/schema/fields.ts';
import { describeCatalog } from '../train/catalog.ts';

interface CatalogEntry {
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

// The catalog is JSON made from the definitions themselves; the types above name the part that shells use.
export const CATALOG = describeCatalog() as Catalog;
