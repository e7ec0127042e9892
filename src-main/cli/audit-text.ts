/** The result of an audit in words. Without known truth it says "suspicious", never "poisoned". */
import type { AuditDocument } from '../host/create-host.ts';
import { count, duration, percent, table } from './words.ts';

export function describeAudit(document: AuditDocument, workspace: string): string[] {
  const { flags, flagsPaperRule, subsets, final, stages } = document;
  const share = document.samples === 0 ? 0 : flags.count / document.samples;
  const isDrill = flags.precision !== null;
  const rows = stages.map((stage) => [
    stage.name,
    String(stage.epochs),
    String(stage.updates),
    percent(stage.cleanAccuracy, '-'),
    percent(stage.attackSuccess, '-'),
    duration(stage.seconds),
  ]);
  const lines = [
    `Run ${document.run}: ${document.defense} (${document.preset}), ${document.arch}, seed ${document.seed}, on ${document.dataset}@${document.version}, ${duration(document.seconds)}.`,
    '',
    ...table(
      ['stage', 'epochs', 'updates', 'clean accuracy', 'attack success', 'time'],
      rows,
      [1, 2, 3, 4, 5],
    ),
    '',
    `Suspicious: ${count(flags.count)} of ${count(document.samples)} training samples (${percent(share)}).`,
  ];
  if (isDrill) {
    lines.push(
      `Of these ${percent(flags.precision)} are truly poisoned, ${percent(flags.recall)} of all poison; AUROC of the score ${flags.auroc?.toFixed(4) ?? '-'}.`,
      `Labels kept for fine-tuning: ${count(subsets.clean.count)}, of which ${percent(subsets.clean.precision)} truly clean.`,
    );
    if (flagsPaperRule !== null) {
      lines.push(
        `By the paper's rule (last epoch alone): ${percent(flagsPaperRule.precision)} truly poisoned.`,
      );
    }
  } else {
    lines.push(
      'Suspicious is not proven: the method isolates this share of a clean dataset too. Look at the samples.',
    );
  }
  lines.push(
    `Final model: clean accuracy ${percent(final.cleanAccuracy)}, attack success ${percent(final.attackSuccess)}.`,
    ...stages.flatMap((stage) => stage.notes.map((note) => `${stage.name}: ${note}`)),
  );
  if (document.out === null) {
    lines.push(
      '',
      'Next:',
      `  assay flags ${quote(workspace)} ${document.run}`,
      `  assay export ${quote(workspace)} ${document.run} --out FOLDER`,
    );
  } else {
    lines.push('', `Model, cleaned dataset, flags and report are in ${document.out}`);
  }
  return lines;
}

export function resumeHint(workspace: string, run: number): string {
  return `To go on: assay resume ${quote(workspace)} ${run}`;
}

/** A path as it can be pasted into a shell. */
export function quote(path: string): string {
  return /^[\w./:@%+=,-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
