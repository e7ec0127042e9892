import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FolderService } from '../../src-main/services/folders.ts';
import { SettingsService } from '../../src-main/services/settings.ts';
import { temporaryFolder } from '../storage/support/samples.ts';

describe('settings', () => {
  it('have defaults, are kept, and remember the workspaces opened last', async () => {
    const folder = join(temporaryFolder(), 'not', 'there');
    const settings = new SettingsService(folder);
    expect(settings.read()).toMatchObject({
      language: 'system',
      theme: 'system',
      device: 'auto',
      recent: [],
    });
    expect(settings.read().author.length).toBeGreaterThan(0);
    await settings.write({ author: 'Ada', theme: 'dark' });
    for (const name of ['a', 'b', 'a']) await settings.noteOpened(`/w/${name}.assay`);
    await settings.noteSpeed('net', 0.001);
    const again = new SettingsService(folder);
    expect(again.read()).toMatchObject({ author: 'Ada', theme: 'dark', device: 'auto' });
    expect(again.read().recent.map(({ path }) => path)).toEqual(['/w/a.assay', '/w/b.assay']);
    expect([again.speed('net'), again.speed('other')]).toEqual([0.001, null]);
  });

  it('that cannot be read are set aside, never overwritten', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'settings.json'), '{"theme": "pink"}');
    expect(new SettingsService(folder).read().theme).toBe('system');
    expect(readFileSync(join(folder, 'settings.json.unreadable'), 'utf8')).toContain('pink');
    expect(existsSync(join(folder, 'settings.json'))).toBe(false);
  });
});

describe('folders a browser may see', () => {
  it('are those below the roots, links followed', async () => {
    const base = temporaryFolder();
    const root = join(base, 'root');
    mkdirSync(join(root, 'inner'), { recursive: true });
    mkdirSync(join(base, 'root-beside'));
    writeFileSync(join(root, 'file.zip'), 'x');
    writeFileSync(join(root, '.hidden'), 'x');
    symlinkSync(base, join(root, 'way-out'));
    const folders = new FolderService([root]);
    const listing = await folders.list(null);
    expect(listing.entries.map(({ name, isFolder }) => [name, isFolder])).toEqual([
      ['inner', true],
      ['way-out', true],
      ['file.zip', false],
    ]);
    expect(listing.parent).toBeNull();
    expect((await folders.list(join(root, 'inner'))).parent).toBe(root);
    for (const path of [
      base,
      join(base, 'root-beside'),
      join(root, '..'),
      join(root, 'way-out'),
      join(root, 'way-out', 'new'),
    ]) {
      expect(() => folders.allow(path), path).toThrow(/outside/);
    }
    expect(folders.allow(join(root, 'new', 'deep'))).toBe(join(root, 'new', 'deep'));
    await expect(folders.list(join(root, 'file.zip'))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('are all where there are no roots', () => {
    expect(new FolderService([]).allow('/anywhere')).toBe('/anywhere');
  });
});
