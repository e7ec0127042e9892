/** `assay detect`: detectors on a run that has been trained, and their comparison. */
import type { Command } from 'commander';
import type { DetectorEntry } from '../../../src-shared/domain/detection.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { flagName } from '../../../src-shared/schema/parse.ts';
import { CATALOG } from '../../host/catalog.ts';
import type { DetectorRequest } from '../../host/create-host.ts';
import { parseRunId } from '../arguments.ts';
import { describeDetections } from '../detect-text.ts';
import { addOptionFlags } from '../option-flags.ts';
import { prepareTensorflow } from '../runtime-setup.ts';
import { addOutputFlags, type OutputFlags, type Shell } from '../shell.ts';
import { withHost } from '../with-host.ts';

const EXAMPLES = `
Nothing is trained: a detector works from what a network of the run makes of the samples, or from scores the run has stored.
Each result is kept in the workspace; the same detector with the same options is found again at once. Where poison was
planted by "assay poison" the detectors are measured by it; everywhere they are laid beside each other.

Without --detectors all that the run can have are run; loss-drop comes from the training of e2abl alone.

Examples:
  assay detect intake.assay latest
  assay detect intake.assay 1 --detectors ac,ss,tlm --json
  assay detect intake.assay 1 --detectors ac --decision relative-size --reduction ica`;

interface DetectFlags extends OutputFlags {
  detectors?: string;
}

export function addDetect(program: Command, shell: Shell): void {
  const { detectors } = CATALOG;
  const command = program
    .command('detect')
    .description('Run detectors on a trained run, without training, and compare them')
    .argument('<workspace>', 'the workspace file')
    .argument('<run>', 'number of the run, or "latest"')
    .option('--detectors <ids>', `some of ${detectors.map(({ id }) => id).join(',')}, separated by commas`);
  addOptionFlags(command, detectors);
  command.addHelpText('after', EXAMPLES);
  addOutputFlags(command).action((workspace: string, run: string, flags: DetectFlags) =>
    shell.run(flags, async (context) => {
      const runId = parseRunId(run);
      const requests = requestsOf(command, detectors, flags.detectors ?? null);
      const document = await withHost(workspace, 'write', context, async (host, work) => {
        const plan = host.detections.plan(runId, requests);
        if (plan.needsNetwork) await prepareTensorflow(context, host.runs.specOf(runId).device);
        return host.detections.run(plan, work);
      });
      return { document, lines: describeDetections(document) };
    }),
  );
}

/**
 * The detectors asked for with the options given for them; null where none was named and no option given. Throws
 * `usage.invalid` for an unknown or repeated detector, and for an option that none of them has.
 */
function requestsOf(
  command: Command,
  entries: readonly DetectorEntry[],
  list: string | null,
): DetectorRequest[] | null {
  const given = new Map<string, string>();
  for (const name of new Set(entries.flatMap(({ options }) => Object.keys(options)))) {
    const value: unknown = command.getOptionValue(name);
    if (typeof value === 'string') given.set(name, value);
  }
  if (list === null && given.size === 0) return null;
  if (list === null) {
    throw new AssayError(
      'usage.invalid',
      `Say which detectors --${flagName([...given.keys()][0] ?? '')} is for: --detectors ac,ss,…`,
    );
  }
  const ids = list.split(',').map((id) => id.trim());
  const repeated = ids.find((id, i) => ids.indexOf(id) !== i);
  if (repeated !== undefined) {
    throw new AssayError('usage.invalid', `--detectors names "${repeated}" twice.`, { detector: repeated });
  }
  const chosen = ids.map((id) => pick(entries, id));
  const strange = [...given.keys()].find((name) =>
    chosen.every(({ options }) => options[name] === undefined),
  );
  if (strange !== undefined) {
    throw new AssayError('usage.invalid', `None of ${ids.join(', ')} has an option --${flagName(strange)}.`, {
      option: strange,
    });
  }
  return chosen.map(({ id, options }) => ({
    detector: id,
    options: Object.fromEntries([...given].filter(([name]) => options[name] !== undefined)),
  }));
}

function pick(entries: readonly DetectorEntry[], id: string): DetectorEntry {
  const found = entries.find((entry) => entry.id === id);
  if (found !== undefined) return found;
  const known = entries.map((entry) => entry.id).join(', ');
  throw new AssayError('usage.invalid', `--detectors must name some of ${known}, not "${id}".`, {
    detector: id,
  });
}
