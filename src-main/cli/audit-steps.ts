/** The steps of `assay audit` in both of its forms. */
import { existsSync, readdirSync, rmdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Execution } from '../../src-shared/domain/run.ts';
import { DEFAULT_IMPORT } from '../../src-shared/worker/contract.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { EXPORT_PARTS, type AuditDocument, type Host, type Work } from '../host/create-host.ts';
import type { Device } from '../host/runtime.ts';
import { resumeHint } from './audit-text.ts';
import { prepareTensorflow } from './runtime-setup.ts';
import type { CommandContext } from './shell.ts';
import { withHost } from './with-host.ts';

export interface AuditChoices {
  defense: string;
  preset: string;
  arch: string | null;
  seed: number;
  device: Device;
  execution: Execution;
  options: Readonly<Record<string, string>>;
  useVerdicts: boolean;
  base: number | 'latest' | null;
  /** Fraction of the training samples. */
  trusted: number | null;
}

export interface AuditSource {
  source: string;
  name: string | null;
  format: string | null;
}

/** The workspace that the one-command form makes in its folder. */
const WORKSPACE_NAME = 'audit.assay';

/** Audits a dataset of a workspace; with `out` the results are exported too. */
export async function auditVersion(
  workspace: string,
  dataset: string,
  choices: AuditChoices,
  out: string | null,
  context: CommandContext,
): Promise<AuditDocument> {
  return withHost(workspace, 'write', context, async (host, work) => {
    const plan = host.runs.plan({ dataset, ...choices });
    if (out !== null) host.exports.checkFolder(out);
    await prepareTensorflow(context, choices.device);
    const run = host.runs.create(plan);
    context.onCancelHint(resumeHint(workspace, run));
    const document = await host.runs.start(run, work);
    return exportAll(host, document, out, work);
  });
}

/** Imports a source into a workspace in `out`, audits it and exports everything there; goes on where it stopped. */
export async function auditSource(
  source: AuditSource,
  choices: AuditChoices,
  out: string,
  context: CommandContext,
): Promise<{ document: AuditDocument; workspace: string }> {
  if (!existsSync(source.source)) {
    throw new AssayError(
      'not-found',
      `There is nothing at ${resolve(source.source)}. Check the path of the source.`,
      {
        source: resolve(source.source),
      },
    );
  }
  const folder = resolve(out);
  const workspace = join(folder, WORKSPACE_NAME);
  const isNewFolder = !existsSync(folder);
  await mkdir(folder, { recursive: true });
  context.onCancelHint('Give the same command again to go on.');
  const document = await withHost(workspace, 'write-or-create', context, async (host, work) => {
    host.exports.checkFolder(folder);
    const imported = await host.datasets.import({ ...source, options: DEFAULT_IMPORT }, work);
    work.onNote(
      `${imported.dataset}@${imported.version}: ${imported.samples} samples, ${imported.classes.length} classes.`,
    );
    const plan = host.runs.plan({ dataset: `${imported.dataset}@${imported.version}`, ...choices });
    await prepareTensorflow(context, choices.device);
    return exportAll(host, await runOrGoOn(host, plan, work), folder, work);
  }).catch((thrown: unknown) => {
    if (isNewFolder) removeIfEmpty(folder);
    throw thrown;
  });
  return { document, workspace };
}

/** A finished run of the same plan is not repeated, a stopped one goes on. */
async function runOrGoOn(
  host: Host,
  plan: Parameters<Host['runs']['create']>[0],
  work: Work,
): Promise<AuditDocument> {
  const earlier = host.runs.findRunOf(plan);
  if (earlier === null) return host.runs.start(host.runs.create(plan), work);
  if (earlier.state === 'finished') return host.runs.describe(earlier.id);
  work.onNote(`Going on with run ${earlier.id}, which was ${earlier.state}.`);
  return host.runs.resume(earlier.id, work);
}

async function exportAll(
  host: Host,
  document: AuditDocument,
  out: string | null,
  work: Work,
): Promise<AuditDocument> {
  if (out === null) return document;
  const written = await host.exports.write(
    // A repair flags nothing: what it made is a model.
    { run: document.run, out, what: document.base === null ? EXPORT_PARTS : ['model'], leaveOut: null },
    work,
  );
  return { ...document, out: written.out };
}

function removeIfEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}
