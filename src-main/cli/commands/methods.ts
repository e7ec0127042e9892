/** `assay methods`: the page of each method, attack, detector and network, drawn from its definition. */
import type { Command } from 'commander';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { ArchitectureEntry, CatalogEntry, DefenseEntry } from '../../../src-shared/domain/catalog.ts';
import type { Field } from '../../../src-shared/schema/fields.ts';
import { stageList } from '../../../src-shared/domain/stage-list.ts';
import { flagsOf } from '../../../src-shared/schema/parse.ts';
import { CATALOG } from '../../host/catalog.ts';
import { addOutputFlags, type OutputFlags, type Shell } from '../shell.ts';
import { bytes, count, table, wrap } from '../words.ts';

const EXAMPLES = `
Examples:
  assay methods                 everything that can be chosen, one line each
  assay methods none            what NONE does, where it comes from, when it fails, and its options
  assay methods wanet --json`;

const GROUPS = [
  ['Defenses', CATALOG.defenses],
  ['Detectors', CATALOG.detectors],
  ['Attacks', CATALOG.attacks],
] as const;

export function addMethods(program: Command, shell: Shell): void {
  const command = program
    .command('methods')
    .description('Say what each defense, detector, attack and network is, with source, limits and options')
    .argument('[id]', 'what to read about (default: a list of all)')
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action((id: string | undefined, flags: OutputFlags) =>
    shell.run(flags, () =>
      Promise.resolve(id === undefined ? { document: CATALOG, lines: describeAll() } : describeOne(id)),
    ),
  );
}

function describeAll(): string[] {
  return [
    ...GROUPS.flatMap(([title, entries]) => [
      `${title}:`,
      ...table(
        ['  name', 'title'],
        entries.map((entry) => [`  ${entry.id}`, entry.title]),
      ),
      '',
    ]),
    'Networks:',
    ...table(
      ['  name', 'title'],
      CATALOG.architectures.map((entry) => [`  ${entry.id}`, entry.title]),
    ),
    '',
    '"assay methods ID" says more of one.',
  ];
}

/** Throws `not-found`. A defense and a detector may go by one name: then both are told. */
function describeOne(id: string): { document: unknown; lines: string[] } {
  const found = GROUPS.flatMap(([group, entries]) =>
    entries.filter((entry) => entry.id === id).map((entry) => ({ group, entry })),
  );
  const network = CATALOG.architectures.find((entry) => entry.id === id);
  if (found.length === 0 && network === undefined) {
    throw new AssayError('not-found', `There is nothing called "${id}". "assay methods" lists all names.`, {
      id,
    });
  }
  const pages = found.map(({ group, entry }) => pageOf(group, entry));
  if (network !== undefined) pages.push(networkPage(network));
  const entries = [...found.map(({ entry }) => entry), ...(network === undefined ? [] : [network])];
  return { document: entries.length === 1 ? entries[0] : entries, lines: pages.flat() };
}

function pageOf(group: (typeof GROUPS)[number][0], entry: CatalogEntry): string[] {
  const { title, options } = entry;
  const fields = Object.values(options);
  const rows = flagsOf(options).map(({ flags, description }, i) => [flags, markOf(fields[i]) + description]);
  return [
    `${title} (${entry.id}, version ${entry.version}): ${group.toLowerCase().slice(0, -1)}`,
    ...about(entry),
    ...(group === 'Defenses' ? stagesOf(entry as DefenseEntry) : []),
    'Options (* rarely needed):',
    ...(rows.length === 0
      ? ['  none']
      : rows.flatMap(([flags = '', text = '']) => [`  ${flags}`, ...wrap(text, '      ')])),
    '',
  ];
}

/** What every page begins with, below its title. */
function about({ summary, limits, source }: Pick<CatalogEntry, 'summary' | 'limits' | 'source'>): string[] {
  const sections = source.sections.length === 0 ? '' : `, section ${source.sections.join(', ')}`;
  return [
    ...wrap(summary, '  '),
    '',
    'When it fails:',
    ...wrap(limits, '  '),
    '',
    'Source:',
    ...wrap(`${source.paper} (${source.year})${sections}`, '  '),
    '',
  ];
}

function markOf(field: Field | undefined): string {
  return field?.advanced === true ? '* ' : '';
}

function stagesOf({ stages, needs, presets }: DefenseEntry): string[] {
  return [
    'Stages:',
    ...stageList(stages).flatMap(({ name, words }) => wrap(`${name}: ${words}`, '  ')),
    ...(needs.cleanHoldout ? ['  It needs training samples that are known to be clean.'] : []),
    `  Presets: ${Object.keys(presets).join(', ')}`,
    '',
  ];
}

function networkPage(entry: ArchitectureEntry): string[] {
  const { id, title, modality, parameters, megaMacs, trainingMiB, taps } = entry;
  return [
    `${title} (${id}): network for ${modality === 'image' ? 'images' : 'time series'}`,
    ...about(entry),
    'Size and stages:',
    `  ${count(parameters)} trainable parameters for 10 classes, ${megaMacs.toFixed(1)} million multiply-adds a pass`,
    `  About ${bytes(trainingMiB * 2 ** 20)} of memory for a training on a CPU with batches of 128`,
    `  The second head sits at ${taps.cut}; it may sit at ${taps.cuts.join(', ')}.`,
    '',
  ];
}
