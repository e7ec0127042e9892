/** What a person filled in to put a benchmark together, and the request it makes; nothing here knows of a page. */
import type { BenchmarkScale } from '../../../src-shared/domain/benchmark.ts';
import type {
  BenchmarkLimitArgs,
  BenchmarkOffer,
  BenchmarkRequestArgs,
  BenchmarkTableOffer,
} from '../../../src-shared/rpc/contract.ts';

export interface BenchmarkForm {
  tables: readonly string[];
  scale: BenchmarkScale;
  /** What is left out; what a table gets later is in. */
  withoutAttacks: readonly string[];
  withoutDefenses: readonly string[];
  withoutDatasets: readonly string[];
  /** By dataset; empty text: none given. */
  data: Readonly<Record<string, string>>;
  /** As typed: `1, 2, 3`; empty: the scale's. */
  seeds: string;
  /** Empty: the scale's. */
  preset: string;
  /** Empty: the scale's and the table's. */
  arch: string;
  device: BenchmarkRequestArgs['device'];
  /** `defense.option=value`, one a line. */
  options: string;
  /** As typed: `30m`, `8h`; empty: none. */
  budget: string;
  /** As typed; empty: as many as the machine allows. */
  parallel: string;
  retriesFailed: boolean;
}

export const EMPTY_FORM: BenchmarkForm = {
  tables: ['dlp-3'],
  scale: 'tiny',
  withoutAttacks: [],
  withoutDefenses: [],
  withoutDatasets: [],
  data: {},
  seeds: '',
  preset: '',
  arch: '',
  device: 'auto',
  options: '',
  budget: '',
  parallel: '',
  retriesFailed: false,
};

/** Fields that can be wrong; each has its sentence. */
export type FieldError =
  'tables' | 'attacks' | 'defenses' | 'datasets' | 'seeds' | 'options' | 'budget' | 'parallel';

export interface ReadForm {
  errors: ReadonlySet<FieldError>;
  /** Null while a field that decides what is run is wrong. */
  request: BenchmarkRequestArgs | null;
  /** Null while a field that limits it is wrong. */
  limits: BenchmarkLimitArgs | null;
}

const MAX_SEED = 2 ** 32 - 1;
const MOST_SEEDS = 20;
const MOST_AT_ONCE = 64;
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** What the chosen tables have of one kind, in their order, each once. */
export function partsOf(
  offer: BenchmarkOffer,
  chosen: readonly string[],
  part: 'attacks' | 'defenses' | 'datasets',
): string[] {
  return [...new Set(tablesOf(offer, chosen).flatMap((table) => table[part]))];
}

export function tablesOf(offer: BenchmarkOffer, chosen: readonly string[]): readonly BenchmarkTableOffer[] {
  return offer.tables.filter(({ id }) => chosen.includes(id));
}

/** Null where everything is wanted. */
function kept(all: readonly string[], without: readonly string[]): string[] | null {
  const left = all.filter((one) => !without.includes(one));
  return left.length === all.length ? null : left;
}

export function readForm(form: BenchmarkForm, offer: BenchmarkOffer): ReadForm {
  const errors = new Set<FieldError>();
  const tables = tablesOf(offer, form.tables).map(({ id }) => id);
  if (tables.length === 0) errors.add('tables');
  const narrowed = (
    part: 'attacks' | 'defenses' | 'datasets',
    without: readonly string[],
  ): string[] | null => {
    const left = kept(partsOf(offer, tables, part), without);
    if (left?.length === 0) errors.add(part);
    return left;
  };
  const attacks = narrowed('attacks', form.withoutAttacks);
  const defenses = narrowed('defenses', form.withoutDefenses);
  const datasets = narrowed('datasets', form.withoutDatasets);
  const seeds = parseSeeds(form.seeds);
  if (seeds === undefined) errors.add('seeds');
  const options = parseOptionLines(form.options);
  if (options === undefined) errors.add('options');
  const budget = parseBudget(form.budget);
  if (budget === undefined) errors.add('budget');
  const parallel = parseParallel(form.parallel);
  if (parallel === undefined) errors.add('parallel');
  const isComplete = !['tables', 'attacks', 'defenses', 'datasets', 'seeds', 'options'].some((field) =>
    errors.has(field as FieldError),
  );
  const needed = datasets ?? partsOf(offer, tables, 'datasets');
  const data = Object.entries(form.data).filter(
    ([id, source]) => source.trim() !== '' && needed.includes(id),
  );
  return {
    errors,
    request:
      !isComplete || seeds === undefined || options === undefined
        ? null
        : {
            ...{ tables, scale: form.scale, attacks, defenses, datasets, seeds, options },
            data: Object.fromEntries(data.map(([id, source]) => [id, source.trim()])),
            preset: form.preset === '' ? null : form.preset,
            arch: form.arch === '' ? null : form.arch,
            device: form.device,
          },
    limits:
      budget === undefined || parallel === undefined
        ? null
        : { budget, parallel, retriesFailed: form.retriesFailed },
  };
}

/** The form that makes this request; limits are those of `form`. */
export function formOf(
  request: BenchmarkRequestArgs,
  offer: BenchmarkOffer,
  form: BenchmarkForm = EMPTY_FORM,
): BenchmarkForm {
  const without = (part: 'attacks' | 'defenses' | 'datasets'): string[] => {
    const wanted = request[part];
    return wanted === null ? [] : partsOf(offer, request.tables, part).filter((one) => !wanted.includes(one));
  };
  return {
    ...form,
    tables: request.tables,
    scale: request.scale,
    withoutAttacks: without('attacks'),
    withoutDefenses: without('defenses'),
    withoutDatasets: without('datasets'),
    data: request.data,
    seeds: request.seeds?.join(', ') ?? '',
    preset: request.preset ?? '',
    arch: request.arch ?? '',
    device: request.device,
    options: Object.entries(request.options)
      .flatMap(([defense, options]) =>
        Object.entries(options).map(([name, value]) => `${defense}.${name}=${value}`),
      )
      .join('\n'),
  };
}

/** Null where none are named, undefined for what is no list of seeds. */
export function parseSeeds(text: string): number[] | null | undefined {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  if (parts.length === 0) return null;
  const seeds = parts.map((part) => (/^\d+$/.test(part) ? Number(part) : Number.NaN));
  if (seeds.some((seed) => !(seed <= MAX_SEED)) || seeds.length > MOST_SEEDS) return undefined;
  return new Set(seeds).size < seeds.length ? undefined : seeds;
}

/** Seconds; null for no text, undefined for what is no time. */
export function parseBudget(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const parts = /^(\d+(?:\.\d+)?)\s*([smhd])$/.exec(text.trim());
  const seconds = Number(parts?.[1]) * (SECONDS[parts?.[2] ?? ''] ?? Number.NaN);
  return seconds > 0 ? seconds : undefined;
}

/** Null for no text, undefined for what is no number of runs. */
function parseParallel(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const count = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  return count >= 1 && count <= MOST_AT_ONCE ? count : undefined;
}

/** By defense; keys as in the schema or as on the command line. Undefined where a line is none. */
export function parseOptionLines(text: string): BenchmarkRequestArgs['options'] | undefined {
  const options: Record<string, Record<string, string>> = {};
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '') continue;
    const parts = /^([\w-]+)\.([\w-]+)\s*=\s*(\S.*)$/.exec(line);
    const [, defense, key, value] = parts ?? [];
    if (defense === undefined || key === undefined || value === undefined) return undefined;
    const own = (options[defense] ??= {});
    own[key.replaceAll(/-([a-z])/g, (_all, letter: string) => letter.toUpperCase())] = value;
  }
  return options;
}

/** What was stored, as far as it is of this shape; anything else is as if nothing had been. */
export function restoreForm(stored: string | null): BenchmarkForm {
  let found: unknown = null;
  try {
    found = stored === null ? null : JSON.parse(stored);
  } catch {
    return EMPTY_FORM;
  }
  if (typeof found !== 'object' || found === null) return EMPTY_FORM;
  const entries = Object.entries(EMPTY_FORM).map(([name, usual]: [string, unknown]) => {
    const value: unknown = (found as Record<string, unknown>)[name];
    const isSame =
      typeof value === typeof usual && Array.isArray(value) === Array.isArray(usual) && value !== null;
    return [name, isSame ? value : usual] as const;
  });
  return Object.fromEntries(entries) as unknown as BenchmarkForm;
}

/** Equal for equal requests. */
export function requestKey(request: BenchmarkRequestArgs): string {
  const sorted = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, part]) => [name, sorted(part)]),
        )
      : value;
  return JSON.stringify(sorted(request));
}
