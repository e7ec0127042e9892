/**
 * From cells of tables to runs: which network, preset and options a cell has at a scale, what keeps it from being run, and
 * which cells are the same run. A run is known by everything that decides its result.
 */
import type { BenchmarkSetting } from '../../src-shared/domain/benchmark.ts';
import type { InversionOptions } from '../../src-shared/domain/inversion.ts';
import type { Modality } from '../../src-shared/domain/dataset.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import type { OptionValue, Schema } from '../../src-shared/schema/fields.ts';
import { parseOptions } from '../../src-shared/schema/parse.ts';
import { datasetFacts, PAPER_RATE, type DatasetId } from './datasets.ts';
import type { CellSetting } from './definition.ts';
import type { SizedNetwork } from '../services/run-memory.ts';
import { INVERSION_ATTACK, inversionOf } from './inversion.ts';
import { attackOptions, lengthAt, lengthOptions, networkFor, type Scale } from './scales.ts';

export interface DefenseEntry {
  id: string;
  kind: 'detect' | 'train' | 'repair';
  version: number;
  modalities: readonly Modality[];
  options: Schema;
  presets: Readonly<Record<string, Readonly<Record<string, OptionValue>>>>;
}

export interface AttackEntry {
  id: string;
  version: number;
  modality: Modality;
  cleanLabel: boolean;
  options: Schema;
  defaultRate: number;
}

/** What there is to choose from. */
export interface BenchmarkOffers {
  defenses: readonly DefenseEntry[];
  attacks: readonly AttackEntry[];
  architectures: readonly SizedNetwork[];
}

/** What narrows or changes the tables. */
export interface BenchmarkChoices {
  scale: Scale;
  /** Null: the scale's. */
  preset: string | null;
  /** Null: the network of scale and table. */
  arch: string | null;
  device: 'auto' | 'cpu' | 'cuda';
  /** By defense, as given on a command line; outranks lengths and what a table is about. */
  options: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A dataset as the runs see it. */
export interface RunData {
  /** Name of the clean version in the workspace. */
  name: string;
  train: number;
}

export interface BenchmarkRun {
  /** Equal for equal runs. */
  key: string;
  dataset: DatasetId;
  /** Name of the clean dataset and of the one that is trained on. */
  source: string;
  drill: string;
  /** `options`: by which its planting differs from the attack's defaults. */
  attack: { id: string; rate: number; options: Readonly<Record<string, OptionValue>> } | null;
  defense: string;
  preset: string;
  arch: string;
  seed: number;
  device: BenchmarkChoices['device'];
  /** By which it differs from the preset. */
  options: Readonly<Record<string, OptionValue>>;
  samples: number;
  /** Of a repair: the run whose model it mends. Of an inversion: the run whose triggers are sought. */
  base: BenchmarkRun | null;
  /** Null for a run that trains. */
  inversion: InversionOptions | null;
}

export type Resolved = { run: BenchmarkRun } | { missing: string };

/** What a cell is at one seed. `data`: null where there is none. Throws `usage.invalid` for options that do not fit. */
export function resolveCell(
  setting: CellSetting,
  seed: number,
  choices: BenchmarkChoices,
  offers: BenchmarkOffers,
  data: RunData | null,
): Resolved {
  const { title, modality } = datasetFacts(setting.dataset);
  const defense = offers.defenses.find(({ id }) => id === setting.defense);
  if (defense === undefined) return { missing: `The defense ${setting.defense} is not built.` };
  if (setting.attack?.id === INVERSION_ATTACK) {
    const trained = resolveCell({ ...setting, attack: null }, seed, choices, offers, data);
    return 'run' in trained ? { run: inversionOf(trained.run, choices.scale.id) } : trained;
  }
  const attack = setting.attack;
  const entry = attack === null ? null : offers.attacks.find(({ id }) => id === attack.id);
  if (entry === undefined) return { missing: `The attack ${attack?.id ?? ''} is not built.` };
  if (!defense.modalities.includes(modality)) {
    return { missing: `The defense ${defense.id} does not work on ${title}.` };
  }
  if (data === null) return { missing: `No data was given for ${title}: --data ${setting.dataset}=FOLDER.` };
  return {
    run: makeRun(setting, seed, choices, defense, offers, data, plantingOf(setting, entry, choices.scale)),
  };
}

function plantingOf(
  { attack, dataset }: CellSetting,
  entry: AttackEntry | null,
  scale: Scale,
): BenchmarkRun['attack'] {
  if (attack === null || entry === null) return null;
  const usual = entry.cleanLabel ? datasetFacts(dataset).cleanLabelRate : PAPER_RATE;
  return { id: attack.id, rate: attack.rate ?? usual, options: attackOptions(scale, entry.options) };
}

function makeRun(
  setting: CellSetting,
  seed: number,
  choices: BenchmarkChoices,
  defense: DefenseEntry,
  offers: BenchmarkOffers,
  data: RunData,
  attack: BenchmarkRun['attack'],
): BenchmarkRun {
  const { modality } = datasetFacts(setting.dataset);
  const run = {
    dataset: setting.dataset,
    source: data.name,
    drill: drillName(data.name, attack),
    attack,
    defense: defense.id,
    preset: choices.preset ?? choices.scale.preset,
    arch: archOf(setting, modality, choices, offers),
    seed,
    device: choices.device,
    options: optionsOf(setting, defense, choices, data.train),
    samples: data.train,
  };
  const plain = defense.kind === 'repair' ? offers.defenses.find(({ id }) => id === 'plain') : undefined;
  const base =
    plain === undefined
      ? null
      : makeRun({ ...setting, defense: plain.id, options: {} }, seed, choices, plain, offers, data, attack);
  return { ...run, base, inversion: null, key: keyOf(run) };
}

/** Datasets are found by name, so everything that decides the poison is in it. */
export function drillName(source: string, attack: BenchmarkRun['attack']): string {
  if (attack === null) return source;
  const options = Object.entries(attack.options).map(([name, value]) => ` ${name} ${value}`);
  return `${source} ${attack.id} ${attack.rate}${options.join('')}`;
}

function archOf(
  setting: CellSetting,
  modality: Modality,
  { scale, arch }: BenchmarkChoices,
  { architectures }: BenchmarkOffers,
): string {
  if (arch !== null && isReplaceable(setting, findArchitecture(arch, architectures))) return arch;
  return networkFor(scale, setting, modality);
}

export function findArchitecture(
  arch: string,
  architectures: BenchmarkOffers['architectures'],
): BenchmarkOffers['architectures'][number] {
  const found = architectures.find(({ id }) => id === arch);
  if (found !== undefined) return found;
  const known = architectures.map(({ id }) => id).join(', ');
  throw new AssayError('usage.invalid', `There is no architecture "${arch}". Known: ${known}.`, { arch });
}

/** A network for images says nothing about the cells with series, and some tables are about networks. */
export function isReplaceable(
  { dataset, isArchFixed }: CellSetting,
  { modality }: BenchmarkOffers['architectures'][number],
): boolean {
  return !isArchFixed && datasetFacts(dataset).modality === modality;
}

function optionsOf(
  setting: CellSetting,
  defense: DefenseEntry,
  { scale, preset, options }: BenchmarkChoices,
  samples: number,
): BenchmarkRun['options'] {
  // Who names a preset wants its lengths.
  const length = preset === null ? lengthAt(scale, samples) : null;
  const chosen = {
    ...(length === null ? {} : lengthOptions(defense.id, length, samples)),
    ...setting.options,
    ...options[defense.id],
  };
  // An option that does not fit is told before anything is run; and text from a command line equals the number it means.
  const parsed = parseOptions(defense.options, { ...presetOf(defense, preset ?? scale.preset), ...chosen });
  const complete: Readonly<Record<string, OptionValue>> = { ...parsed };
  return Object.fromEntries(Object.keys(chosen).map((name) => [name, complete[name] ?? '']));
}

function presetOf({ id, presets }: DefenseEntry, preset: string): Readonly<Record<string, OptionValue>> {
  const found = presets[preset];
  if (found !== undefined) return found;
  throw new AssayError(
    'usage.invalid',
    `The defense ${id} has no preset "${preset}". Known: ${Object.keys(presets).join(', ')}.`,
    { preset },
  );
}

/** Every option of a run, defaults and preset filled in. */
export function completeOptions(
  run: BenchmarkRun,
  defenses: readonly DefenseEntry[],
): Record<string, OptionValue> {
  const defense = defenses.find(({ id }) => id === run.defense);
  if (defense === undefined) throw new TypeError(`the defense ${run.defense} of a run is unknown`);
  return { ...parseOptions(defense.options, { ...presetOf(defense, run.preset), ...run.options }) };
}

/**
 * Everything that decides the figures of a run but its data, as one text. `key` is of one workspace; this holds wherever
 * the run is made, and changes with the version of a method or an attack.
 */
export function identityOf(run: BenchmarkRun, offers: Pick<BenchmarkOffers, 'attacks' | 'defenses'>): string {
  const { dataset, defense, arch, seed, base, inversion } = run;
  const version = offers.defenses.find(({ id }) => id === defense)?.version ?? null;
  const planted = offers.attacks.find(({ id }) => id === run.attack?.id);
  const attack = run.attack === null ? null : attackIdentity(run.attack, planted?.version ?? null);
  const options = Object.entries(completeOptions(run, offers.defenses)).sort(([a], [b]) => (a < b ? -1 : 1));
  const mends = base === null || inversion !== null ? null : identityOf(base, offers);
  return JSON.stringify([dataset, attack, defense, version, arch, seed, options, inversion, mends]);
}

/** Without options it is as it was before attacks could have any: results that were kept still count. */
function attackIdentity(
  { id, rate, options }: NonNullable<BenchmarkRun['attack']>,
  version: number | null,
): object {
  return { id, rate, version, ...(Object.keys(options).length === 0 ? {} : { options }) };
}

function keyOf(run: Omit<BenchmarkRun, 'key' | 'base' | 'inversion'>): string {
  const options = Object.entries(run.options).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([run.drill, run.defense, run.preset, run.arch, run.seed, run.device, options]);
}

export function describeSetting(run: BenchmarkRun, stage: string | null): BenchmarkSetting {
  return {
    dataset: run.dataset,
    attack: run.inversion === null ? (run.attack?.id ?? null) : INVERSION_ATTACK,
    rate: run.attack?.rate ?? null,
    defense: run.defense,
    arch: run.arch,
    preset: run.preset,
    options: run.options,
    stage,
  };
}

/** Each run once, and before every repair the run it mends. In the order given. */
export function eachOnce(runs: readonly BenchmarkRun[]): BenchmarkRun[] {
  const found = new Map<string, BenchmarkRun>();
  for (const run of runs) {
    for (const one of run.base === null ? [run] : [run.base, run]) {
      if (!found.has(one.key)) found.set(one.key, one);
    }
  }
  return [...found.values()];
}
