/** The catalog of methods with every sentence of it in the language in force. */
import type { Catalog, CatalogEntry, DefenseEntry } from '../../src-shared/domain/catalog.ts';
import type { DetectorEntry } from '../../src-shared/domain/detection.ts';
import type { Field } from '../../src-shared/schema/fields.ts';
import { said } from './said.ts';

export function saidCatalog(catalog: Catalog): Catalog {
  return {
    detectors: catalog.detectors.map(saidDetector),
    defenses: catalog.defenses.map(saidDefense),
    attacks: catalog.attacks.map((entry) => ({ ...entry, ...saidEntry(entry) })),
    architectures: catalog.architectures.map((entry) => ({
      ...entry,
      ...{ summary: said(entry.summary), limits: said(entry.limits) },
    })),
  };
}

function saidDetector(entry: DetectorEntry): DetectorEntry {
  return { ...entry, ...saidEntry(entry), score: { ...entry.score, title: said(entry.score.title) } };
}

function saidDefense(entry: DefenseEntry): DefenseEntry {
  return {
    ...entry,
    ...saidEntry(entry),
    scores: ofEach(entry.scores, (score) => ({ ...score, title: said(score.title) })),
    subsets: ofEach(entry.subsets, (subset) => ({
      ...subset,
      ...{ title: said(subset.title), explanation: said(subset.explanation) },
    })),
    stages: ofEach(entry.stages, said),
  };
}

function saidEntry({
  title,
  summary,
  limits,
  options,
}: CatalogEntry): Pick<CatalogEntry, 'title' | 'summary' | 'limits' | 'options'> {
  return {
    ...{ title: said(title), summary: said(summary), limits: said(limits) },
    options: ofEach(options, (field): Field => ({ ...field, help: said(field.help) })),
  };
}

function ofEach<T>(record: Readonly<Record<string, T>>, map: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
