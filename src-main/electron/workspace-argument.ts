/** The workspace named among the arguments of a start; switches, and the folder of the program itself, are not it. */
import { resolve } from 'node:path';

export const WORKSPACE_EXTENSION = '.assay';

/** `folder`: where the start was made, which relative paths count from. */
export function workspaceIn(args: readonly string[], folder: string): string | null {
  const found = args.find((arg) => !arg.startsWith('-') && arg.toLowerCase().endsWith(WORKSPACE_EXTENSION));
  return found === undefined ? null : resolve(folder, found);
}
