/** The command line of a run: what differs from preset and defaults, so that it says everything and no more. */
import type { DefenseEntry } from '../../src-shared/domain/catalog.ts';
import type { DatasetVersion } from '../../src-shared/domain/dataset.ts';
import { DEFAULT_EXECUTION, executionOf, type AuditSpec } from '../../src-shared/domain/run.ts';
import { flagName } from '../../src-shared/schema/parse.ts';

/** What a person would type to get the same run. */
export function commandOf(
  spec: AuditSpec,
  defense: DefenseEntry | undefined,
  version: Pick<DatasetVersion, 'dataset' | 'version' | 'splits'>,
  workspace: string,
): string {
  const dataset = `${version.dataset}@${version.version}`;
  const preset = defense?.presets[spec.preset] ?? {};
  const words = ['assay', 'audit', quoted(workspace), quoted(dataset), '--defense', spec.defense];
  words.push(
    '--preset',
    spec.preset,
    '--arch',
    spec.arch,
    '--seed',
    String(spec.seed),
    '--device',
    spec.device,
  );
  const execution = executionOf(spec);
  if (execution !== DEFAULT_EXECUTION) words.push('--execution', execution);
  for (const [name, value] of Object.entries(spec.options)) {
    if (value !== (preset[name] ?? defense?.options[name]?.default))
      words.push(`--${flagName(name)}`, String(value));
  }
  if (spec.judged !== undefined) words.push('--use-verdicts');
  if (spec.base !== undefined) words.push('--base', String(spec.base));
  if (spec.trusted?.source === 'drill')
    words.push('--trusted', String(spec.trusted.indices.length / version.splits.train));
  return words.join(' ');
}

/** As a shell reads it as one word; commas and equals signs mean nothing to it. */
export function quoted(text: string): string {
  return /^[\w./@:+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
