/** The built application in real Electron: the window comes up and the page speaks with the host. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findDesktop } from '../../src-main/start/electron-binary.ts';

const desktop = findDesktop();
const reason = desktop.isPossible ? '' : ` (skipped: ${desktop.why})`;

describe.skipIf(!desktop.isPossible)(`the desktop application${reason}`, () => {
  it('opens its window, locked in, and answers the page', async () => {
    const built = spawnSync('electron-vite', ['build', '--logLevel', 'warn'], { encoding: 'utf8' });
    expect(built.stderr).not.toMatch(/error/i);
    const home = mkdtempSync(join(tmpdir(), 'assay-electron-'));
    let program: ElectronApplication | null = null;
    try {
      program = await _electron.launch({
        executablePath: desktop.isPossible ? desktop.binary : '',
        args: [process.cwd(), `--user-data-dir=${home}`],
        env: { ...(process.env as Record<string, string>), ASSAY_CONFIG: join(home, 'config') },
      });
      const page = await program.firstWindow();
      await page.waitForLoadState();
      expect(page.url()).toMatch(/^assay:\/\/app\//);
      const seen = await page.evaluate(() => ({
        shell: Object.keys((globalThis as { assayDesktop?: object }).assayDesktop ?? {}),
        hasNode: 'require' in globalThis || 'process' in globalThis,
      }));
      expect(seen.hasNode).toBe(false);
      expect(seen.shell).toContain('pickFolder');
      // The first screen is there only once the host has answered.
      await page.locator('#app > *').first().waitFor();
    } finally {
      await program?.close();
      rmSync(home, { recursive: true, force: true });
    }
  });
});
