/**
 * Takes and releases the lock of the workspace named first as often as it can for 1.5 seconds. While it holds the
 * lock nobody else may be able to: a second holder meets the file `inside`. Prints how often it got the lock, and
 * how often it was not alone.
 */
import { closeSync, openSync, unlinkSync } from 'node:fs';
import { acquireWriterLock } from '../../../src-main/storage/writer-lock.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';

const [workspace = '', inside = ''] = process.argv.slice(2);
const end = Date.now() + 1500;
let taken = 0;
let notAlone = 0;

function enter(): void {
  try {
    closeSync(openSync(inside, 'wx'));
    unlinkSync(inside);
  } catch {
    notAlone++;
  }
}

while (Date.now() < end) {
  try {
    const lock = acquireWriterLock(workspace, 0);
    taken++;
    enter();
    lock.release();
  } catch (error) {
    if (!(error instanceof AssayError && error.code === 'conflict')) throw error;
  }
}
process.stdout.write(`${JSON.stringify({ taken, notAlone })}\n`);
