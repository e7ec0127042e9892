/** `assay assess`: what can be said of a dataset as a whole, with reasons and limits. */
import type { Command } from 'commander';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { CATALOG } from '../../host/catalog.ts';
import { parseChoice, parseSeed } from '../arguments.ts';
import { describeAssessment } from '../assess-text.ts';
import { DEVICES } from '../devices.ts';
import { prepareTensorflow } from '../runtime-setup.ts';
import { addOutputFlags, type CommandContext, type OutputFlags, type Shell } from '../shell.ts';
import { withHost } from '../with-host.ts';
import type { AssessmentDocument } from '../../host/create-host.ts';

const EXAMPLES = `
Rests on the finished runs of the dataset version, on detectors that ran on them ("assay detect") and on what a person
judged. It says "strong evidence", "some evidence", "none found" or "not examined", for each label and for the whole, and
which figure says so; never that a dataset is free of poison.

--leave-label-out trains once without the suspicious samples of a class and asks the network about them. Its result is
kept and counts from then on. It keeps no checkpoint: after an interruption it begins again.

Examples:
  assay assess intake.assay cifar10
  assay assess intake.assay cifar10@2 --json
  assay assess intake.assay signs --leave-label-out stop`;

interface AssessFlags extends OutputFlags {
  leaveLabelOut?: string;
  seed?: string;
  arch?: string;
  device?: string;
}

export function addAssess(program: Command, shell: Shell): void {
  const networks = CATALOG.architectures.map(({ id }) => id).join(' | ');
  const command = program
    .command('assess')
    .description('Say what the runs of a dataset found, as a whole')
    .argument('<workspace>', 'the workspace file')
    .argument('<dataset>', 'NAME (its latest version) or NAME@VERSION')
    .option(
      '--leave-label-out <class>',
      'first train without the suspicious samples of this class (name or number)',
    )
    .option('--seed <number>', 'seed of that training (default: 1)')
    .option('--arch <id>', `its network: ${networks} (default: that of the newest run)`)
    .option('--device <device>', `${DEVICES.join(' | ')} (default: auto)`)
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action((workspace: string, dataset: string, flags: AssessFlags) =>
    shell.run(flags, async (context) => {
      const document =
        flags.leaveLabelOut === undefined
          ? await assessOnly(workspace, dataset, flags, context)
          : await assessAfterTest(workspace, dataset, flags.leaveLabelOut, flags, context);
      return { document, lines: describeAssessment(document, workspace) };
    }),
  );
}

/** Throws `usage.invalid` for options of a training that is not asked for. */
function assessOnly(
  workspace: string,
  dataset: string,
  { seed, arch, device }: AssessFlags,
  context: CommandContext,
): Promise<AssessmentDocument> {
  const stray = Object.entries({ seed, arch, device }).find(([, value]) => value !== undefined);
  if (stray !== undefined) {
    throw new AssayError(
      'usage.invalid',
      `--${stray[0]} is for the training that --leave-label-out asks for; without it nothing is trained.`,
      { option: stray[0] },
    );
  }
  return withHost(workspace, 'write-if-free', context, (host, work) =>
    host.assessments.assess(dataset, work),
  );
}

function assessAfterTest(
  workspace: string,
  dataset: string,
  label: string,
  flags: AssessFlags,
  context: CommandContext,
): Promise<AssessmentDocument> {
  const device = parseChoice('--device', flags.device ?? 'auto', DEVICES);
  const request = { dataset, label, arch: flags.arch ?? null, seed: parseSeed(flags.seed ?? '1'), device };
  return withHost(workspace, 'write', context, async (host, work) => {
    const plan = await host.assessments.planLabelTest(request);
    await prepareTensorflow(context, device);
    await host.assessments.testLabel(plan, work);
    return host.assessments.assess(dataset, work);
  });
}
