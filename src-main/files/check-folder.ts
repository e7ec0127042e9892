/** A look ahead at where something will be written: nobody wants to hear after hours of work that it cannot be. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AssayError } from '../../src-shared/errors/assay-error.ts';

/** Throws `usage.invalid` where a folder neither is nor can be made, or nothing can be written into it. */
export function checkFolder(folder: string): void {
  let nearest = resolve(folder);
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  if (!statSync(nearest).isDirectory()) {
    throw new AssayError(
      'usage.invalid',
      `There cannot be a folder ${resolve(folder)}: ${nearest} is a file. Name another folder.`,
      { folder: resolve(folder) },
    );
  }
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new AssayError(
      'usage.invalid',
      `Nothing can be written into the folder ${nearest}. Change its rights, or name another folder.`,
      { folder: nearest },
      { cause },
    );
  }
}
