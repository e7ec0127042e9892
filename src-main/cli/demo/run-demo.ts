/**
 * The demo: draw a dataset, import it, plant a backdoor, audit, export, and tell how right the audit was. Every step is
 * the one a person would take with the commands of the same name.
 */
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { EXPORT_PARTS, type AuditDocument, type PoisonDocument } from '../../host/create-host.ts';
import { parseSeed } from '../arguments.ts';
import { quote, resumeHint } from '../audit-text.ts';
import { PROGRAM } from '../program.ts';
import { prepareTensorflow } from '../runtime-setup.ts';
import type { Answer, CommandContext } from '../shell.ts';
import { withHost } from '../with-host.ts';
import { count, duration, percent, table } from '../words.ts';

export async function runDemo(
  out: string | null,
  seedText: string,
  context: CommandContext,
): Promise<Answer> {
  const seed = parseSeed(seedText);
  const folder = out === null ? await mkdtemp(join(tmpdir(), 'assay-demo-')) : await prepareFolder(out);
  // Set-up is not part of the demo's time.
  await prepareTensorflow(context, 'auto');
  const startedAt = performance.now();
  const source = join(folder, 'source');
  await mkdir(source);
  const workspace = join(folder, 'demo.assay');
  return withHost(workspace, 'write-or-create', context, async (host, work) => {
    const drill = await host.datasets.practise({ folder: source, seed }, work);
    const plan = host.runs.plan({
      dataset: `${drill.dataset}@${drill.version}`,
      defense: 'dlp',
      preset: 'quick',
      arch: 'wrn-16-1',
      seed,
      device: 'auto',
      options: {},
      useVerdicts: false,
    });
    const run = host.runs.create(plan);
    context.onCancelHint(resumeHint(workspace, run));
    const audit = await host.runs.start(run, work);
    const written = await host.exports.write(
      { run, out: join(folder, 'result'), what: EXPORT_PARTS, leaveOut: null },
      work,
    );
    const seconds = (performance.now() - startedAt) / 1000;
    const document = { ...audit, out: written.out, workspace, poison: drill, seconds };
    return { document, lines: describe(document) };
  });
}

async function prepareFolder(out: string): Promise<string> {
  const folder = resolve(out);
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new AssayError('conflict', `${folder} is not empty. Choose a new or empty folder for the demo.`, {
      folder,
    });
  }
  await mkdir(folder, { recursive: true });
  return folder;
}

type DemoDocument = AuditDocument & { workspace: string; poison: PoisonDocument };

function describe(document: DemoDocument): string[] {
  const { flags, stages, final, samples, poison, out } = document;
  const [first] = stages;
  const figures = table(
    ['', 'clean accuracy', 'attack success'],
    [
      [
        'before (trained on everything)',
        percent(first?.cleanAccuracy ?? null),
        percent(first?.attackSuccess ?? null),
      ],
      ['after the audit', percent(final.cleanAccuracy), percent(final.attackSuccess)],
    ],
    [1, 2],
  );
  const report = join(out ?? '', 'report.html');
  return [
    `The audit knew nothing of the ${count(poison.poisoned)} poisoned samples among ${count(samples)}.`,
    `It flagged ${count(flags.count)} as suspicious; ${percent(flags.precision)} of them truly were poisoned (AUROC of its score ${flags.auroc?.toFixed(4) ?? '-'}).`,
    '',
    ...figures,
    '',
    `Took ${duration(document.seconds)}. Report: ${report}`,
    `Look further: ${PROGRAM} show ${quote(document.workspace)}; ${PROGRAM} flags ${quote(document.workspace)} ${document.run}`,
  ];
}
