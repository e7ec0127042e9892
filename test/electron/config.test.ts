/** What keeps the desktop application closed, read from its configuration and sources; and what it is built into. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import sharp from 'sharp';

const builder = readFileSync('electron-builder.yml', 'utf8');

describe('the packages', () => {
  it.each([
    ['runAsNode', false],
    ['enableNodeOptionsEnvironmentVariable', false],
    ['enableNodeCliInspectArguments', false],
    ['onlyLoadAppFromAsar', true],
    ['enableCookieEncryption', true],
    ['enableEmbeddedAsarIntegrityValidation', true],
    ['grantFileProtocolExtraPrivileges', false],
  ])('have the fuse %s set to %s', (fuse, value) => {
    const fuses = /^electronFuses:\n((?: {2}.*\n)+)/m.exec(builder)![1]!;
    expect(fuses).toContain(`  ${fuse}: ${value}\n`);
  });

  it('leave native packages outside of the archive', () => {
    const unpacked = /^asarUnpack:\n((?: {2}.*\n)+)/m.exec(builder)![1]!;
    for (const name of ['better-sqlite3', 'sharp', '@img', '@tensorflow', 'node-api-headers']) {
      expect(unpacked).toContain(`- node_modules/${name}/**\n`);
    }
  });

  it('open workspaces, in the forms that each system knows', () => {
    expect(builder).toMatch(/^ {2}- ext: assay$/m);
    expect(builder).toContain('target: [AppImage, deb]');
    expect(builder).toContain('target: [dmg]');
    expect(builder).toContain('npmRebuild: false');
  });

  it('have an icon that a system can scale', async () => {
    const { width, height, format, hasAlpha } = await sharp('resources/icon.png').metadata();
    expect({ width, height, format, hasAlpha }).toEqual({
      width: 512,
      height: 512,
      format: 'png',
      hasAlpha: true,
    });
  });
});

describe('the sources', () => {
  const sources = globSync('src-main/electron/*.ts').map(
    (file) => [file, readFileSync(file, 'utf8')] as const,
  );
  const textOf = (name: string): string => readFileSync(`src-main/electron/${name}`, 'utf8');

  it('lock every page in', () => {
    const window = textOf('window.ts');
    for (const flag of [
      'sandbox: true',
      'contextIsolation: true',
      'nodeIntegration: false',
      'webSecurity: true',
    ]) {
      expect(window).toContain(`  ${flag},\n`);
    }
    // Each window is made from that list, and nothing takes a lock off again.
    const windows = window.match(/new BrowserWindow\(/g)!.length;
    expect(window.match(/webPreferences: \{ \.\.\.LOCKED/g)).toHaveLength(windows);
    const all = sources.map(([, text]) => text).join('\n');
    expect(all.match(/new BrowserWindow\(/g)).toHaveLength(windows);
    expect(all).not.toMatch(
      /sandbox: false|contextIsolation: false|nodeIntegration\w*: true|webSecurity: false/,
    );
  });

  it('check the sender of every message', () => {
    for (const [file, text] of sources) {
      const listeners = text.match(/ipcMain\.(?:handle|on)\(/g)?.length ?? 0;
      const checks = text.match(/isOwnPage\(event\.senderFrame\)/g)?.length ?? 0;
      expect([file, checks]).toEqual([file, listeners]);
    }
  });

  it('go outside in one place only, after a question', () => {
    const opening = sources
      .filter(([, text]) => /shell\.open(External|Path)\(/.test(text))
      .map(([file]) => file);
    expect(opening).toEqual(['src-main/electron/security.ts']);
    expect(textOf('security.ts')).toMatch(/if \(response === 0\) await shell\.openExternal/);
    expect(textOf('security.ts')).toContain("parsed?.protocol === 'https:'");
  });

  it('start workers as utility processes only: the packaged program is no Node to fork', () => {
    for (const [file, text] of sources) expect(text, file).not.toMatch(/child_process/);
    expect(textOf('main.ts')).toContain('launchWorker: createUtilityLauncher(WORKER)');
  });
});
