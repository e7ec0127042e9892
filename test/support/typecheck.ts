/** Type-checks each group of folders against its own tsconfig, so that none sees library types that are not its own. */
import { spawnSync } from 'node:child_process';

const PROJECTS = ['src-shared', 'src-main', 'src-main/train', 'test'];

let failed = false;
for (const project of PROJECTS) {
  const result = spawnSync('tsc', ['-p', project], { stdio: 'inherit' });
  if (result.error) throw result.error;
  failed ||= result.status !== 0;
}
process.exit(failed ? 1 : 0);
