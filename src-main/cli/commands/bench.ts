/** `assay bench`: published tables with our own figures beside them, run as far as time allows and gone on with later. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import {
  BENCHMARK_FORMATS,
  BENCHMARK_SCALES,
  type BenchmarkDocument,
  type BenchmarkFormat,
} from '../../../src-shared/domain/benchmark.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import {
  DATASET_IDS,
  NO_ATTACK_ID,
  renderBenchmark,
  TABLES,
  type BenchmarkLimits,
  type BenchmarkRequest,
  type DataFolders,
} from '../../host/create-host.ts';
import { checkFolder, checkOutput, writeTables } from '../../host/handlers/benchmarks.ts';
import { parseChoice, parseDuration, parseList, wholeNumber } from '../arguments.ts';
import { DEVICES } from '../devices.ts';
import { prepareTensorflow } from '../runtime-setup.ts';
import { addOutputFlags, type Answer, type CommandContext, type OutputFlags, type Shell } from '../shell.ts';
import { withHost } from '../with-host.ts';
import { duration, table } from '../words.ts';

const EXAMPLES = `
Results are runs of the workspace: the same command goes on where it stopped, and cells that several tables share are run
once. A cell that fails is shown as failed and does not stop the others.

Scales: tiny draws its data where none is given (minutes), small takes up to 10,000 training samples for 30 epochs
(hours), full is what the papers did (days and weeks without a GPU).

Tables, by id or by the beginning of it (dlp, e2abl-1), or all (those of the papers):
${TABLES.map(({ id, paper, where, title }) => `  ${id.padEnd(22)} ${paper}, ${where}: ${title}`).join('\n')}
  grid-images, grid-series  every attack with every defense

The work can be shared: with --results FILE, what machines have measured is gathered in one file. A result counts for the
same data, method, version and options only; models are not in it, so a repair trains its model again.

Examples:
  assay bench paper --scale tiny --attacks badnets --defenses plain,dlp
  assay bench paper --scale small --data cifar10=./cifar-10-batches-bin --budget 8h
  assay bench paper --table e2abl-1 --scale small --data ecg5000=./ECG5000 --plan
  assay bench paper --table dlp-3 --scale small --plan --format html --output bench.html`;

const MOST_AT_ONCE = 64;
const LARGEST_SEED = 2 ** 32 - 1;

interface BenchFlags extends OutputFlags {
  workspace: string;
  results?: string;
  table: string;
  scale: string;
  data: string[];
  attacks?: string;
  defenses?: string;
  datasets?: string;
  seeds?: string;
  preset?: string;
  arch?: string;
  device: string;
  option: string[];
  budget?: string;
  parallel: string;
  retry?: boolean;
  plan?: boolean;
  format: string;
  output?: string;
  replace?: boolean;
}

export function addBench(program: Command, shell: Shell): void {
  const bench = program
    .command('bench')
    .description("Run published tables, and print the papers' numbers beside ours");
  const collect = (value: string, all: string[]): string[] => [...all, value];
  const command = bench
    .command('paper')
    .description('Run tables of the papers, and print their numbers beside ours')
    .option('--table <ids>', 'which tables, separated by commas', 'dlp-3')
    .option('--scale <scale>', BENCHMARK_SCALES.join(' | '), 'tiny')
    .option('--workspace <file>', 'where results are kept; made if it does not exist', 'bench.assay')
    .option(
      '--results <file>',
      'a file of results that other workspaces measured: they count as done, and those of this one are added to it',
    )
    .option(
      '--data <name=source>',
      `a dataset of the tables and where it lies, several times: ${DATASET_IDS.join(', ')}`,
      collect,
      [],
    )
    .option('--attacks <ids>', `only these attacks, separated by commas; ${NO_ATTACK_ID}: no attack`)
    .option('--defenses <ids>', 'only these defenses')
    .option('--datasets <ids>', 'only these datasets')
    .option('--seeds <numbers>', 'seeds of the trainings, e.g. 1,2,3 (default: as the scale says)')
    .option('--preset <name>', 'preset of every defense, with its own lengths (default: as the scale says)')
    .option('--arch <id>', 'network (default: as scale and table say)')
    .option('--option <defense.key=value>', 'an option of one defense, several times', collect, [])
    .option('--device <device>', DEVICES.join(' | '), 'auto')
    .option('--budget <time>', 'begin no run that would not end within it, e.g. 30m, 8h')
    .option(
      '--parallel <number>',
      'runs at once; auto: one on each GPU, or one on each core as far as memory goes',
      'auto',
    )
    .option('--retry', 'run cells again that failed')
    .option(
      '--plan',
      'run no cell: say what there is, what is to come and how long it takes; a network whose speed is not known here is trained for a moment, for which TensorFlow is set up; also while another process runs the cells',
    )
    .option('--format <format>', BENCHMARK_FORMATS.join(' | '), 'text')
    .option('--output <file>', 'write the tables there instead of printing them')
    .option('--replace', 'also over a file that is there already')
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action((flags: BenchFlags) =>
    shell.run(flags, (context) => runBench(flags, context)),
  );
}

async function runBench(flags: BenchFlags, context: CommandContext): Promise<Answer> {
  const request = requestOf(flags);
  const limits: BenchmarkLimits = {
    budget: flags.budget === undefined ? null : parseDuration('--budget', flags.budget),
    parallel: flags.parallel === 'auto' ? null : wholeNumber('--parallel', flags.parallel, 1, MOST_AT_ONCE),
    retriesFailed: flags.retry === true,
  };
  const format = parseChoice('--format', flags.format, BENCHMARK_FORMATS);
  checkFiles(flags, request);
  // A plan can be asked for while another process runs its cells.
  const mode = flags.plan === true && existsSync(flags.workspace) ? 'write-if-free' : 'write-or-create';
  return withHost(flags.workspace, mode, context, async (host, work) => {
    const benchmark = host.benchmarks.open(request, flags.results ?? null);
    if (flags.plan === true) {
      if (benchmark.document().remainingSeconds === null) {
        await prepareTensorflow(context, request.device);
        await benchmark.measureSpeeds(work);
      }
      const document = benchmark.document();
      const isPlain = format === 'text' && flags.output === undefined;
      return isPlain ? { document, lines: describePlan(document) } : answer(document, format, flags);
    }
    await prepareTensorflow(context, request.device);
    context.onCancelHint('Give the same command again to go on.');
    const { stoppedBefore } = await benchmark.run(limits, work);
    if (stoppedBefore !== null) {
      work.onNote(`The time left would not hold ${stoppedBefore}: stopped before it.`);
    }
    return answer(benchmark.document(), format, flags);
  });
}

async function answer(
  document: BenchmarkDocument,
  format: BenchmarkFormat,
  flags: BenchFlags,
): Promise<Answer> {
  if (flags.output === undefined) return { document, lines: [renderBenchmark(document, format).trimEnd()] };
  const { path } = await writeTables(document, format, resolve(flags.output), flags.replace === true);
  return { document, lines: [`The tables are in ${path}`] };
}

/** What could not be written is told before anything is opened or run. */
function checkFiles(
  { workspace, results, output, replace, plan }: BenchFlags,
  { data }: BenchmarkRequest,
): void {
  // A plan only reads them.
  if (results !== undefined && plan !== true) checkFolder(dirname(resolve(results)));
  if (output === undefined) return;
  checkOutput(output, { workspace, results: results ?? null, data });
  const path = resolve(output);
  if (replace !== true && existsSync(path)) {
    throw new AssayError(
      'conflict',
      `There is a file ${path} already. Replace it with --replace, or choose another name.`,
      { path },
    );
  }
  checkFolder(dirname(path));
}

function requestOf(flags: BenchFlags): BenchmarkRequest {
  return {
    tables: parseList('--table', flags.table),
    scale: parseChoice('--scale', flags.scale, BENCHMARK_SCALES),
    data: dataOf(flags.data),
    attacks: flags.attacks === undefined ? null : parseList('--attacks', flags.attacks),
    defenses: flags.defenses === undefined ? null : parseList('--defenses', flags.defenses),
    datasets: flags.datasets === undefined ? null : parseList('--datasets', flags.datasets),
    seeds: flags.seeds === undefined ? null : parseList('--seeds', flags.seeds).map(parseSeed),
    preset: flags.preset ?? null,
    arch: flags.arch ?? null,
    device: parseChoice('--device', flags.device, DEVICES),
    options: optionsOf(flags.option),
  };
}

function parseSeed(text: string): number {
  return wholeNumber('--seeds', text, 0, LARGEST_SEED);
}

/** `name=source`. */
function dataOf(given: readonly string[]): DataFolders {
  const folders: Partial<Record<(typeof DATASET_IDS)[number], string>> = {};
  for (const text of given) {
    const [name, source] = split('--data', text, 'NAME=SOURCE, e.g. cifar10=./cifar-10-batches-bin');
    const id = parseChoice('--data', name, DATASET_IDS);
    if (!existsSync(source)) {
      throw new AssayError('not-found', `There is nothing at ${resolve(source)}. Check --data ${id}.`, {
        source: resolve(source),
      });
    }
    folders[id] = source;
  }
  return folders;
}

/** `defense.key=value`; keys as in the schema or as on the command line (`slEpochs`, `sl-epochs`). */
function optionsOf(given: readonly string[]): BenchmarkRequest['options'] {
  const options: Record<string, Record<string, string>> = {};
  for (const text of given) {
    const rule = 'DEFENSE.KEY=VALUE, e.g. dlp.slEpochs=8';
    const [name, value] = split('--option', text, rule);
    const [defense, key] = split('--option', name.replace('.', '='), rule);
    const own = (options[defense] ??= {});
    own[key.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())] = value;
  }
  return options;
}

function split(name: string, text: string, rule: string): [before: string, after: string] {
  const at = text.indexOf('=');
  if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)];
  throw new AssayError('usage.invalid', `${name} must be ${rule}, not "${text}".`, {
    option: name,
    value: text,
  });
}

/** Every run, then what cannot be run, then how long the rest takes. */
function describePlan(document: BenchmarkDocument): string[] {
  const { runs, tables, counts, remainingSeconds, notes } = document;
  const rows = runs.map(({ setting, seed, state, seconds }) => [
    state === 'to-do' ? 'to do' : state,
    setting.dataset,
    setting.attack ?? 'no attack',
    setting.rate === null ? '' : String(setting.rate),
    setting.defense,
    setting.arch,
    String(seed),
    seconds === null ? '' : duration(seconds),
  ]);
  const head = ['state', 'dataset', 'attack', 'rate', 'defense', 'network', 'seed', 'time'];
  const failed = runs.flatMap(({ setting, seed, reason }) =>
    reason === null
      ? []
      : [`Failed: ${setting.attack ?? 'no attack'}, ${setting.defense}, seed ${seed}: ${reason}`],
  );
  const missing = tables.flatMap(({ id, cells }) =>
    cells.flatMap(({ row, column, state, reason, seeds }) =>
      state === 'missing' && seeds.length > 0
        ? [`Cannot be run: ${id}, ${row}, ${column}: ${reason ?? ''}`]
        : [],
    ),
  );
  const time =
    remainingSeconds === null
      ? 'How long the rest takes is not known.'
      : `The rest takes about ${duration(remainingSeconds)} on this machine, one run at a time, less with several at once; preparing data and poison comes on top.`;
  return [
    ...(rows.length === 0 ? [] : table(head, rows, [3, 6, 7])),
    ...failed,
    ...missing,
    `${counts.done} of ${counts.runs} runs are done, ${counts.toDo + counts.running} are to come. ${counts.toDo + counts.running === 0 ? '' : time}`.trimEnd(),
    ...notes,
  ];
}
