/** The way a worker opens a source: everything but the path by name. */
import type { SourceTree } from '../types.ts';
import { openSource as openAt } from './open-source.ts';

/** See `open-source.ts` for what it takes and throws. */
export function openSource(
  path: string,
  options: { scratchFolder: string; signal?: AbortSignal },
): Promise<SourceTree> {
  return openAt(path, options.scratchFolder, { signal: options.signal });
}
