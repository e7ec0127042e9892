/** `assay audit`: finds suspicious samples and trains a model without them; for a dataset of a workspace or a source. */
import { existsSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { DEFAULT_EXECUTION, EXECUTIONS } from '../../../src-shared/domain/run.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { CATALOG } from '../../host/catalog.ts';
import { parseBase, parseChoice, parseFraction, parseSeed } from '../arguments.ts';
import { auditSource, auditVersion, type AuditChoices } from '../audit-steps.ts';
import { DEVICES } from '../devices.ts';
import { addOptionFlags, optionsGiven } from '../option-flags.ts';
import { addOutputFlags, type OutputFlags, type Shell } from '../shell.ts';
import { describeAudit } from '../audit-text.ts';

const DEFAULTS = 'wrn-16-1, for time series ts-resnet';

const EXAMPLES = `
Two forms:
  audit W DATASET            audits a dataset of a workspace; DATASET is NAME (its latest version) or NAME@VERSION
  audit SOURCE --out DIR     imports SOURCE into a workspace in DIR, audits it, and writes model, cleaned dataset,
                             flags and report there; given again after an interruption it goes on

Defenses that repair (${repairs()}) begin with the model of a finished run on the same dataset, and learn
from samples that were judged clean in the window; a drill draws such samples itself.

An estimate of the time is printed before training starts. Ctrl-C saves a checkpoint; "assay resume" goes on from it.

Examples:
  assay audit ./signs.zip --out ./signs-audit --preset quick
  assay audit intake.assay cifar10 --seed 7
  assay audit intake.assay cifar10 --defense fp --base latest
  assay audit intake.assay cifar10@2 --preset paper --isolation-fraction 0.02 --json`;

function repairs(): string {
  return CATALOG.defenses.flatMap(({ id, kind }) => (kind === 'repair' ? [id] : [])).join(', ');
}

interface AuditFlags extends OutputFlags {
  defense: string;
  preset: string;
  arch?: string;
  seed: string;
  device: string;
  execution: string;
  useVerdicts?: boolean;
  base?: string;
  trusted?: string;
  out?: string;
  name?: string;
  format?: string;
}

export function addAudit(program: Command, shell: Shell): void {
  const { defenses, architectures } = CATALOG;
  const presets = [...new Set(defenses.flatMap((defense) => Object.keys(defense.presets)))];
  const command = program
    .command('audit')
    .description('Find suspicious samples and train a model without the backdoor')
    .argument('<workspace-or-source>', 'a workspace file, or a source to import')
    .argument('[dataset]', 'the dataset, when a workspace was given')
    .option('--defense <id>', defenses.map(({ id }) => id).join(' | '), defenses[0]?.id ?? '')
    .option('--preset <id>', `${presets.join(' | ')}: how much time you have`, 'standard')
    .option('--arch <id>', `${architectures.map(({ id }) => id).join(' | ')} (default: ${DEFAULTS})`)
    .option('--seed <number>', 'seed of everything random', '1')
    .option('--device <device>', DEVICES.join(' | '), 'auto')
    .option(
      '--execution <way>',
      `${EXECUTIONS.join(' | ')}: each training step as single operations, as one graph, or as one graph where that can be`,
      DEFAULT_EXECUTION,
    )
    .option('--use-verdicts', 'what a person judged poison or clean in the window outranks the method')
    .option('--base <run>', 'for a defense that repairs: the run whose model is mended (default: the latest)')
    .option(
      '--trusted <fraction>',
      'for a defense that needs clean data, drills only: share of samples to draw',
    )
    .option(
      '--out <folder>',
      'export everything (of a repair: the model) into this folder; needed for a source',
    )
    .option('--name <name>', 'name of the dataset, when a source is imported')
    .option('--format <id>', 'format of the source, when it is not recognised');
  addOptionFlags(command, defenses);
  command.addHelpText('after', EXAMPLES);
  addOutputFlags(command).action((target: string, dataset: string | undefined, flags: AuditFlags) =>
    shell.run(flags, async (context) => {
      const choices: AuditChoices = {
        defense: flags.defense,
        preset: flags.preset,
        arch: flags.arch ?? null,
        seed: parseSeed(flags.seed),
        device: parseChoice('--device', flags.device, DEVICES),
        execution: parseChoice('--execution', flags.execution, EXECUTIONS),
        useVerdicts: flags.useVerdicts === true,
        base: flags.base === undefined ? null : parseBase(flags.base),
        trusted: flags.trusted === undefined ? null : parseFraction('--trusted', flags.trusted),
        options: optionsGiven(
          command,
          defenses,
          parseChoice(
            '--defense',
            flags.defense,
            defenses.map(({ id }) => id),
          ),
        ),
      };
      const out = flags.out ?? null;
      if (dataset !== undefined) {
        const document = await auditVersion(target, dataset, choices, out, context);
        return { document, lines: describeAudit(document, target) };
      }
      if (out === null) throw missingPart(target);
      const source = { source: target, name: flags.name ?? null, format: flags.format ?? null };
      const { document, workspace } = await auditSource(source, choices, out, context);
      return { document, lines: describeAudit(document, workspace) };
    }),
  );
}

/** One name alone can mean either form; say what is missing for the likelier one. */
function missingPart(target: string): AssayError {
  const isFile = existsSync(target) && statSync(target).isFile();
  const sentence =
    isFile && target.endsWith('.assay')
      ? `Name the dataset of ${target} to audit: assay audit ${target} DATASET ("assay show ${target}" lists them).`
      : `Say where the results go: assay audit ${target} --out DIR. (For a dataset of a workspace: assay audit W DATASET.)`;
  return new AssayError('usage.invalid', sentence, { target });
}
