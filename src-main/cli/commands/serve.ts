/** `assay serve`: the interface in a browser of this machine. */
import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { RunningServer } from '../../server/start-server.ts';
import { buildPage } from '../../start/build-page.ts';
import { wholeNumber } from '../arguments.ts';
import { addOutputFlags, type Answer, type CommandContext, type OutputFlags, type Shell } from '../shell.ts';
import { readProgramVersion } from '../version.ts';

const EXAMPLES = `
The link holds a secret that lets a browser in; whoever has it can do what you can do here. Only programs on this
machine can reach the address. Ctrl-C ends it; work that is going on keeps a checkpoint.

Examples:
  assay serve
  assay serve --workspace intake.assay --port 8080
  assay serve --root /data --root ~/audits`;

const USUAL_PORT = 4747;

export interface ServeFlags extends OutputFlags {
  port?: string;
  workspace?: string;
  create?: boolean;
  root?: readonly string[];
}

export function addServe(program: Command, shell: Shell): void {
  const command = program
    .command('serve')
    .description('Show the interface in a browser of this machine')
    .option(
      '--port <number>',
      `port to listen on, 0 for any (default: ${USUAL_PORT}, or any when it is taken)`,
    )
    .option('--workspace <file>', 'workspace to open')
    .option('--create', 'make the workspace when there is none')
    .option(
      '--root <folder...>',
      'folder the browser may read and write below; may be repeated (default: your home folder)',
    )
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action((flags: ServeFlags) => shell.run(flags, (context) => serve(flags, context)));
}

/** Prints the link at once, then runs until it is interrupted. */
export async function serve(flags: ServeFlags, context: CommandContext): Promise<Answer> {
  const port = flags.port === undefined ? null : wholeNumber('--port', flags.port, 0, 65_535);
  const workspace = flags.workspace === undefined ? null : resolve(flags.workspace);
  const isNew = workspace !== null && !existsSync(workspace);
  if (isNew && flags.create !== true) {
    throw new AssayError(
      'not-found',
      `There is no workspace at ${workspace}. Check the path, or add --create to make one there.`,
      { workspace },
    );
  }
  const roots = rootsFrom(flags.root, workspace);
  const pageFolder = await buildPage({ onNote: (text) => context.progress.note(text) });
  // Loaded here, so that every other command starts without them.
  const { createApplication } = await import('../../host/application.ts');
  const { startServer } = await import('../../server/start-server.ts');
  const application = await createApplication({
    programVersion: readProgramVersion(),
    abilities: { nativeDialogs: false, roots },
    workspace: isNew ? null : workspace,
  });
  let server: RunningServer | null = null;
  try {
    // Its answer holds the path as it became: a name without its ending is given one.
    const made = isNew
      ? await application.handlers['workspace.open']({ path: workspace, create: true }, context.signal)
      : null;
    server = await listen(port, (wanted) => startServer(application, { port: wanted, pageFolder }));
    const document = { link: server.link, port: server.port, workspace: made?.path ?? workspace };
    process.stdout.write(flags.json === true ? `${JSON.stringify(document)}\n` : `${server.link}\n`);
    context.progress.note('Open this link in a browser of this machine. Ctrl-C ends the program.');
    await untilAborted(context.signal);
  } finally {
    await server?.close();
    await application.close();
  }
  return { document: undefined, lines: [] };
}

/** The usual port gives way to any other; one that a person asked for does not. */
async function listen(
  port: number | null,
  start: (port: number) => Promise<RunningServer>,
): Promise<RunningServer> {
  if (port !== null) return start(port);
  return start(USUAL_PORT).catch((thrown: unknown) => {
    if (thrown instanceof AssayError && thrown.code === 'conflict') return start(0);
    throw thrown;
  });
}

function rootsFrom(given: readonly string[] | undefined, workspace: string | null): string[] {
  // Whoever names a workspace wants to put results beside it.
  if (given === undefined) return [homedir(), ...(workspace === null ? [] : [dirname(workspace)])];
  return given.map((root) => {
    const folder = resolve(root);
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return folder;
    throw new AssayError('not-found', `There is no folder at ${folder}. Check --root.`, { root: folder });
  });
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
}
