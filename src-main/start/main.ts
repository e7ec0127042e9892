/** `npm start`: the desktop window where it can be shown, else the same interface in a browser. */
import { serve } from '../cli/commands/serve.ts';
import { Shell } from '../cli/shell.ts';
import { findDesktop } from './electron-binary.ts';
import { runDesktop } from './run-desktop.ts';

async function main(args: readonly string[]): Promise<number> {
  const desktop = findDesktop();
  let why = 'The desktop window did not start';
  if (desktop.isPossible) {
    const code = await runDesktop(desktop.binary, args).catch(() => null);
    if (code !== null) return code;
  } else {
    why = desktop.why;
  }
  process.stderr.write(`${why}: the interface runs in your browser instead.\n`);
  const shell = new Shell();
  const [workspace] = args;
  await shell.run({}, (context) => serve(workspace === undefined ? {} : { workspace }, context));
  return shell.exitCode;
}

process.exitCode = await main(process.argv.slice(2));
