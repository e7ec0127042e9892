/**
 * Benchmarks of a workspace: the tables that were asked for, the runs they need, and what is there of them. All results
 * are runs like any others, found again by what they are, so that nothing but the workspace is needed to go on.
 */
import type { BenchmarkScale } from '../../src-shared/domain/benchmark.ts';
import { MODALITY_WORDS } from '../../src-shared/domain/dataset.ts';
import type { BenchmarkOffer } from '../../src-shared/rpc/contract.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import type { Machine } from '../jobs/worker-place.ts';
import type { LaunchWorker } from '../jobs/worker-process.ts';
import { InversionService } from '../services/inversions.ts';
import type { DatasetService } from '../services/datasets.ts';
import type { RunService } from '../services/runs.ts';
import type { SpeedService } from '../services/speed.ts';
import type { WorkspaceAccess } from '../services/workspace-access.ts';
import { listVersions } from '../storage/index.ts';
import { Benchmark } from './benchmark.ts';
import { BenchmarkData, type DataFolders } from './data.ts';
import { DATASET_IDS } from './datasets.ts';
import type { CellSetting, Headline, TableCell, TableDefinition } from './definition.ts';
import { KeptResults } from './kept-results.ts';
import { describeOffer } from './offer.ts';
import { findArchitecture, isReplaceable, type BenchmarkChoices, type BenchmarkOffers } from './runs.ts';
import { SCALES } from './scales.ts';
import { gridTable } from './tables/grid.ts';
import { chooseTables, TABLES } from './tables/registry.ts';

export interface BenchmarkRequest {
  /** Ids of tables or beginnings of them, or `all`. */
  tables: readonly string[];
  scale: BenchmarkScale;
  data: DataFolders;
  /** Only these; null: all of the tables. `none` is no attack. */
  attacks: readonly string[] | null;
  defenses: readonly string[] | null;
  datasets: readonly string[] | null;
  /** Null: the scale's. */
  seeds: readonly number[] | null;
  preset: string | null;
  arch: string | null;
  device: BenchmarkChoices['device'];
  /** By defense; as text, as on a command line. */
  options: BenchmarkChoices['options'];
}

/** The parts of a host that benchmarks work with. */
export interface BenchmarkParts {
  access: WorkspaceAccess;
  launch: LaunchWorker;
  datasets: DatasetService;
  runs: RunService;
  speeds: SpeedService;
  offers: BenchmarkOffers;
  /** What there is to share among runs at once on this device. */
  machine: (device: BenchmarkChoices['device']) => Machine;
}

export const NO_ATTACK_ID = 'none';

export class BenchmarkService {
  readonly #parts: BenchmarkParts;

  constructor(parts: BenchmarkParts) {
    this.#parts = parts;
  }

  /** Every table, for a list to choose from. */
  tables(): TableDefinition[] {
    const { offers } = this.#parts;
    return [...TABLES, gridTable(offers, 'image'), gridTable(offers, 'series')];
  }

  /** What there is to choose from, and which of the datasets the workspace has. */
  offer(): BenchmarkOffer {
    const { access } = this.#parts;
    return describeOffer(this.tables(), access.exists ? listVersions(access.db) : []);
  }

  /**
   * `results`: a file of results measured elsewhere, which gets those of this workspace too; null: none. Throws
   * `usage.invalid` for anything that cannot be chosen, and for a file that holds something else.
   */
  open(request: BenchmarkRequest, results: string | null = null): Benchmark {
    const { access, launch, datasets, offers } = this.#parts;
    const scale = SCALES[request.scale];
    checkData(request);
    checkSeeds(request);
    for (const defense of Object.keys(request.options)) {
      checkKnown(
        '--option',
        [defense],
        offers.defenses.map(({ id }) => id),
      );
    }
    const tables = narrow(chooseTables(request.tables, this.tables()), request);
    checkUse(tables, request, offers);
    const { preset, arch, device, options } = request;
    return new Benchmark({
      ...this.#parts,
      tables,
      seeds: request.seeds ?? scale.seeds,
      choices: { scale, preset, arch, device, options },
      inversions: new InversionService(access, launch),
      data: new BenchmarkData(access, launch, datasets, request.data, scale),
      kept: results === null ? null : new KeptResults(results),
    });
  }
}

function checkData({ data, datasets }: BenchmarkRequest): void {
  checkKnown('--data', Object.keys(data), DATASET_IDS);
  checkKnown('--datasets', datasets ?? [], DATASET_IDS);
}

/** The same training twice would be a spread of nothing. */
function checkSeeds({ seeds }: BenchmarkRequest): void {
  const twice = seeds?.find((seed, i) => seeds.indexOf(seed) !== i);
  if (twice === undefined) return;
  throw new AssayError(
    'usage.invalid',
    `--seeds names ${twice} more than once, which would be the same training again. Name each seed once.`,
    { seed: twice },
  );
}

/** A network or an option that changes no run would be told of and mean nothing. */
function checkUse(
  tables: readonly TableDefinition[],
  { arch, options }: BenchmarkRequest,
  { architectures, defenses }: BenchmarkOffers,
): void {
  const settings = tables.flatMap(settingsOf);
  if (arch !== null) {
    const asked = findArchitecture(arch, architectures);
    if (!settings.some((setting) => isReplaceable(setting, asked))) {
      throw new AssayError(
        'usage.invalid',
        `--arch ${arch} would change no cell that was chosen: it is a network for ${MODALITY_WORDS[asked.modality]}, and tables about networks keep theirs. Leave --arch out, or choose other tables.`,
        { arch },
      );
    }
  }
  const used = new Set(settings.map(({ defense }) => defense));
  // A repair mends what plain training made.
  if (defenses.some(({ id, kind }) => kind === 'repair' && used.has(id))) used.add('plain');
  const unused = Object.keys(options).find((defense) => !used.has(defense));
  if (unused === undefined) return;
  throw new AssayError(
    'usage.invalid',
    `--option names "${unused}", which no cell that was chosen runs. Those run: ${[...used].join(', ')}.`,
    { defense: unused },
  );
}

function checkKnown(flag: string, given: readonly string[], known: readonly string[]): void {
  const strange = given.find((one) => !known.includes(one));
  if (strange === undefined) return;
  throw new AssayError('usage.invalid', `${flag} names "${strange}". Known: ${known.join(', ')}.`, {
    value: strange,
  });
}

/** The cells of the tables that were asked for; tables without any are left out. */
function narrow(tables: readonly TableDefinition[], request: BenchmarkRequest): TableDefinition[] {
  const settings = tables.flatMap(({ cells }) => cells.flatMap((cell) => settingOf(cell) ?? []));
  const attacks = [...new Set(settings.map(({ attack }) => attack?.id ?? NO_ATTACK_ID))];
  checkKnown('--attacks', request.attacks ?? [], attacks);
  checkKnown('--defenses', request.defenses ?? [], [...new Set(settings.map(({ defense }) => defense))]);
  const isWanted = (cell: TableCell): boolean => {
    const setting = settingOf(cell);
    if (setting === null) return true;
    return (
      isAmong(setting.attack?.id ?? NO_ATTACK_ID, request.attacks) &&
      isAmong(setting.defense, request.defenses) &&
      isAmong(setting.dataset, request.datasets)
    );
  };
  const narrowed = tables.map((table) => {
    const cells = withoutEmptyMeans(table.cells.filter(isWanted));
    return { ...table, cells, headlines: wholeHeadlines(table, cells) };
  });
  const left = narrowed.filter(({ cells }) => cells.length > 0);
  if (left.length > 0) return left;
  throw new AssayError(
    'usage.invalid',
    'No cell of the tables is left: --attacks, --defenses and --datasets leave out all of them.',
  );
}

function settingOf({ source }: TableCell): CellSetting | null {
  return 'setting' in source ? source.setting : null;
}

/** All that is run for a table, also what its figures are only compared with. */
function settingsOf({ cells }: TableDefinition): CellSetting[] {
  return cells.flatMap((cell) => [settingOf(cell), cell.baseline ?? null].filter((one) => one !== null));
}

function isAmong(value: string, wanted: readonly string[] | null): boolean {
  return wanted === null || wanted.includes(value);
}

/** A mean over fewer cells than the paper's would be beside a number that means something else. */
function withoutEmptyMeans(cells: readonly TableCell[]): TableCell[] {
  return cells.filter(({ source, column }) => {
    if ('setting' in source) return true;
    const there = new Set(cells.filter((cell) => cell.column === column).map(({ row }) => row));
    return source.meanOf.every((row) => there.has(row));
  });
}

/** Nor does a headline stand over fewer cells than the paper's. */
function wholeHeadlines({ cells, headlines }: TableDefinition, left: readonly TableCell[]): Headline[] {
  return headlines.filter(({ over, under }) =>
    cells.every((cell) => left.includes(cell) || (cell.column !== over && cell.column !== under)),
  );
}
