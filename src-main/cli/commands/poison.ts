/** `assay poison`: a new version of a dataset with a known backdoor, for drills and benchmarks. */
import type { Command } from 'commander';
import { CATALOG } from '../../host/catalog.ts';
import { parseChoice, parseFraction, parseSeed } from '../arguments.ts';
import { DEVICES } from '../devices.ts';
import { addOptionFlags, optionsGiven } from '../option-flags.ts';
import { prepareTensorflow } from '../runtime-setup.ts';
import { addOutputFlags, type OutputFlags, type Shell } from '../shell.ts';
import { withHost } from '../with-host.ts';
import { count, percent } from '../words.ts';

const EXAMPLES = `
DATASET is a name (its newest version without planted poison) or NAME@VERSION. The original version stays as it is; what was planted is kept
where no defense can see it, and lets audits of the new version tell how right they were.

Examples:
  assay poison intake.assay cifar10 --attack badnets --rate 0.1 --target 0 --seed 1
  assay poison intake.assay cifar10@1 --attack sig --rate 0.05 --target airplane --name drill
  assay poison intake.assay cifar10 --attack blended --rate 0.001 --target 0,3
  assay poison intake.assay cifar10 --attack badnets --mapping all-to-all`;

const MAPPINGS = ['all-to-one', 'all-to-all'] as const;

interface PoisonFlags extends OutputFlags {
  attack: string;
  rate?: string;
  mapping: string;
  target?: string;
  seed: string;
  device: string;
  name?: string;
}

export function addPoison(program: Command, shell: Shell): void {
  const ids = CATALOG.attacks.map(({ id }) => id);
  const command = program
    .command('poison')
    .description('Plant a known backdoor in a new version of a dataset (for drills)')
    .argument('<workspace>', 'the workspace file')
    .argument('<dataset>', 'the dataset to poison')
    .requiredOption('--attack <id>', ids.join(' | '))
    .option(
      '--rate <fraction>',
      'fraction of the training samples that get the trigger (default: as the attack says)',
    )
    .option(
      '--mapping <kind>',
      `${MAPPINGS.join(' | ')}: to one class each, or each class to the next`,
      'all-to-one',
    )
    .option(
      '--target <class>',
      'the class the backdoor leads to: its number or name; several, as in 0,3, get a trigger each (default: 0)',
    )
    .option('--seed <number>', 'seed of everything random', '1')
    .option(
      '--device <device>',
      `${DEVICES.join(' | ')}: where an attack that needs a network trains it`,
      'auto',
    )
    .option('--name <name>', 'dataset that gets the new version (default: the one it is made from)');
  addOptionFlags(command, CATALOG.attacks);
  command.addHelpText('after', EXAMPLES);
  addOutputFlags(command).action((workspace: string, dataset: string, flags: PoisonFlags) =>
    shell.run(flags, async (context) => {
      const attack = parseChoice('--attack', flags.attack, ids);
      const request = {
        dataset,
        attack,
        rate: flags.rate === undefined ? null : parseFraction('--rate', flags.rate),
        mapping: parseChoice('--mapping', flags.mapping, MAPPINGS),
        target: flags.target ?? null,
        seed: parseSeed(flags.seed),
        device: parseChoice('--device', flags.device, DEVICES),
        options: optionsGiven(command, CATALOG.attacks, attack),
        name: flags.name ?? null,
      };
      const document = await withHost(workspace, 'write', context, async (host, work) => {
        if (CATALOG.attacks.find(({ id }) => id === attack)?.isCrafted === true) {
          // What cannot be made needs no set-up.
          host.datasets.checkPoison(request);
          await prepareTensorflow(context, request.device);
        }
        return host.datasets.poison(request, work);
      });
      const share = percent(document.rate);
      return {
        document,
        lines: [
          `${document.dataset} version ${document.version} made: ${document.attack} planted in ${count(document.poisoned)} training samples ` +
            `(${share} asked for), ${targetsInWords(document)}, seed ${document.seed}.`,
          ...document.notes,
        ],
      };
    }),
  );
}

function targetsInWords(made: {
  mapping: string;
  targets: readonly number[];
  targetNames: readonly string[];
}): string {
  if (made.mapping === 'all-to-all') return 'each class leading to the next';
  const named = made.targets.map((target, i) => `${target} "${made.targetNames[i] ?? target}"`);
  return `target ${named.length === 1 ? 'class' : 'classes'} ${named.join(', ')}`;
}
