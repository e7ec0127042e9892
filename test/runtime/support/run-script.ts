/** Runs a few lines in a Node process of their own: TensorFlow can be loaded once in a process, and prints at will. */
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

export interface ScriptResult {
  stdout: string;
  stderr: string;
  /** What the script passed to `tell`; undefined where it never did. */
  told: unknown;
}

const MARK = 'TOLD ';

/** In the script, `load(path)` imports a source below `src-main/compute/`, and `tell(value)` gives a value back. */
export function runScript(script: string, env: Readonly<Record<string, string>> = {}): ScriptResult {
  const base = pathToFileURL(join(import.meta.dirname, '../../../src-main/compute/')).href;
  const program = `
    const load = (path) => import(${JSON.stringify(base)} + path);
    const tell = (value) => process.stderr.write(${JSON.stringify(MARK)} + JSON.stringify(value) + '\\n');
    ${script}`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: join(import.meta.dirname, '../../..'),
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  const line = stderr.split('\n').find((text) => text.startsWith(MARK));
  return { stdout, stderr, told: line === undefined ? undefined : JSON.parse(line.slice(MARK.length)) };
}
