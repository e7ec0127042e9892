/** Builds the interface for the browser when it was never built or its sources have changed since. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AssayError } from '../../src-shared/errors/assay-error.ts';

/** What the built page depends on, below the project's folder. */
const SOURCES = ['src-renderer/**/*', 'src-shared/**/*.ts', 'package-lock.json'];
const STAMP = '.build.json';

export interface PageBuildOptions {
  /** The project's folder. */
  root?: string;
  /** Told once, before a build. */
  readonly onNote?: (text: string) => void;
}

export const PROJECT_ROOT = resolve(import.meta.dirname, '../..');

/**
 * Returns the folder of the built page. Throws `runtime.missing` when it must be built and what builds it is not
 * installed, `internal` when the sources do not build.
 */
export async function buildPage({
  root = PROJECT_ROOT,
  onNote = () => {},
}: PageBuildOptions = {}): Promise<string> {
  const folder = join(root, 'out', 'renderer');
  const hash = hashSources(root);
  const isBuilt = existsSync(join(folder, 'index.html'));
  // A packaged program has the page and no sources.
  if (isBuilt && (hash === null || hash === readStamp(folder))) return folder;
  const build = await loadBuilder();
  if (build === null && isBuilt) return folder;
  if (build === null || hash === null) {
    throw new AssayError(
      'runtime.missing',
      'The interface is not built and what builds it is not installed. Run "npm ci" in the folder of the program.',
    );
  }
  onNote('Building the interface (once, after each change of its sources).');
  const { pageBuild } = await import('../../src-renderer/page-build.ts');
  // Built beside and then moved: whoever serves the old page meanwhile never serves half of the new one.
  const fresh = join(root, 'out', `renderer.${process.pid}`);
  try {
    await build(root, pageBuild(root, fresh));
    await writeFile(join(fresh, STAMP), `${JSON.stringify({ sources: hash })}\n`);
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder).catch((thrown: unknown) => {
      // Another process built the same at the same time and was faster.
      if (readStamp(folder) !== hash) throw thrown;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return folder;
}

type Build = (root: string, config: object) => Promise<void>;

async function loadBuilder(): Promise<Build | null> {
  const vite = await import('vite').catch(() => null);
  if (vite === null) return null;
  return async (root, config) => {
    // The builder sets this for itself; workers started later must not inherit it.
    const mode = process.env['NODE_ENV'];
    try {
      await vite.build({
        ...config,
        configFile: false,
        envDir: false,
        mode: 'production',
        logLevel: 'error',
      });
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      throw new AssayError(
        'internal',
        `The interface in ${root} does not build: ${why}`,
        {},
        { cause: thrown },
      );
    } finally {
      if (mode === undefined) delete process.env['NODE_ENV'];
      else process.env['NODE_ENV'] = mode;
    }
  };
}

function hashSources(root: string): string | null {
  const files = globSync(SOURCES, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (!existsSync(join(root, 'src-renderer', 'index.html'))) return null;
  const hash = createHash('sha256');
  for (const file of files) {
    const bytes = readFileSync(file);
    hash.update(`${file.slice(root.length)}\0${bytes.byteLength}\0`).update(bytes);
  }
  return hash.digest('hex');
}

function readStamp(folder: string): string | null {
  try {
    const stamp = JSON.parse(readFileSync(join(folder, STAMP), 'utf8')) as { sources?: unknown };
    return typeof stamp.sources === 'string' ? stamp.sources : null;
  } catch {
    return null;
  }
}
