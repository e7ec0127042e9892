/** The result of an audit in words. Without known truth it says "suspicious", never "poisoned". */
import type { AuditDocument } from '../host/create-host.ts';
import { PROGRAM } from './program.ts';
import { count, duration, percent, table } from './words.ts';

export function describeAudit(document: AuditDocument, workspace: string): string[] {
  const { final, stages } = document;
  const rows = stages.map((stage) => [
    stage.name,
    String(stage.epochs),
    String(stage.updates),
    percent(stage.cleanAccuracy, '-'),
    percent(stage.attackSuccess, '-'),
    duration(stage.seconds),
  ]);
  return [
    `Run ${document.run}: ${document.defense} (${document.preset}), ${document.arch}, seed ${document.seed}, on ${document.dataset}@${document.version}, ${duration(document.seconds)}.`,
    '',
    ...table(
      ['stage', 'epochs', 'updates', 'clean accuracy', 'attack success', 'time'],
      rows,
      [1, 2, 3, 4, 5],
    ),
    '',
    ...(document.base === null ? describeFlags(document) : [describeRepair(document)]),
    `Final model: clean accuracy ${percent(final.cleanAccuracy)}, attack success ${percent(final.attackSuccess)}.`,
    ...stages.flatMap((stage) => stage.notes.map((note) => `${stage.name}: ${note}`)),
    '',
    ...describeNext(document, workspace),
  ];
}

function describeFlags({ flags, flagsPaperRule, subsets, samples }: AuditDocument): string[] {
  const share = samples === 0 ? 0 : flags.count / samples;
  const lines = [
    `Suspicious: ${count(flags.count)} of ${count(samples)} training samples (${percent(share)}).`,
  ];
  if (flags.precision === null) {
    lines.push(
      'Suspicious is not proven: the method isolates this share of a clean dataset too. Look at the samples.',
    );
    return lines;
  }
  lines.push(
    `Of these ${percent(flags.precision)} are truly poisoned, ${percent(flags.recall)} of all poison; AUROC of the score ${flags.auroc?.toFixed(4) ?? '-'}.`,
    `Labels kept for fine-tuning: ${count(subsets.clean.count)}, of which ${percent(subsets.clean.precision)} truly clean.`,
  );
  if (flagsPaperRule !== null) {
    lines.push(
      `By the paper's rule (last epoch alone): ${percent(flagsPaperRule.precision)} truly poisoned.`,
    );
  }
  return lines;
}

function describeRepair({ base, trusted }: AuditDocument): string {
  const origin = trusted?.source === 'drill' ? 'drawn from what is known to be clean' : 'judged clean';
  return `The model of run ${base} was repaired with ${count(trusted?.count ?? 0)} trusted samples (${origin}). Such a method judges no sample.`;
}

function describeNext({ run, base, out }: AuditDocument, workspace: string): string[] {
  if (out !== null) {
    const written = base === null ? 'Model, cleaned dataset, flags and report are' : 'The model is';
    return [`${written} in ${out}`];
  }
  return base === null
    ? [
        'Next:',
        `  ${PROGRAM} flags ${quote(workspace)} ${run}`,
        `  ${PROGRAM} export ${quote(workspace)} ${run} --out FOLDER`,
      ]
    : ['Next:', `  ${PROGRAM} export ${quote(workspace)} ${run} --what model --out FOLDER`];
}

export function resumeHint(workspace: string, run: number): string {
  return `To go on: ${PROGRAM} resume ${quote(workspace)} ${run}`;
}

/** A path as it can be pasted into a shell. */
export function quote(path: string): string {
  return /^[\w./:@%+=,-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
