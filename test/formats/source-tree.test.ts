/** Opening folders, files and archives: by content, safely, and without leaving anything behind. */
import { readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openSource } from '../../src-main/formats/source-tree/open-source.ts';
import { ARCHIVE_LIMITS } from '../../src-main/formats/source-tree/limits.ts';
import { compareCodePoints } from '../../src-main/formats/source-tree/names.ts';
import {
  failureOf,
  openTree,
  tarBytes,
  temporaryFolder,
  writeFolder,
  writeTar,
  writeZip,
} from './support/sources.ts';

type TarEntries = Parameters<typeof tarBytes>[0];

async function tarFile(entries: TarEntries): Promise<string> {
  return join(writeFolder({ 'x.tar': await tarBytes(entries) }), 'x.tar');
}

/** A zip whose first entry's name, of the same length, is replaced in both places it stands. */
async function zipNamed(name: string, content = 'x'): Promise<string> {
  const path = await writeZip({ ['#'.repeat(name.length)]: content, 'b.txt': 'b' });
  const text = readFileSync(path).toString('latin1').replaceAll('#'.repeat(name.length), name);
  writeFileSync(path, Buffer.from(text, 'latin1'));
  return path;
}

/** Sets bytes in the central directory record of the first entry. */
function patchDirectory(path: string, offset: number, bytes: readonly number[]): string {
  const content = readFileSync(path);
  content.set(bytes, content.indexOf(Buffer.from('PK\x01\x02', 'latin1')) + offset);
  writeFileSync(path, content);
  return path;
}

describe('what an archive may not hold', () => {
  test.each(['../evil.txt', 'a/../../evil', '/etc/passwd', 'C:/evil.txt', '..\\evil.txt'])(
    'zip entry %s',
    async (name) => {
      const error = await failureOf(openTree(await zipNamed(name)));
      expect(error.code).toBe('import.unsafe');
      expect(error.message).toContain(JSON.stringify(name.replaceAll('\\', '/')));
    },
  );

  test.each(['../evil.txt', '/etc/passwd', 'a/../../b', 'c:evil'])('tar entry %s', async (name) => {
    const error = await failureOf(openTree(await tarFile([{ header: { name }, content: 'x' }])));
    expect(error.code).toBe('import.unsafe');
    expect(error.message).toContain(JSON.stringify(name.replaceAll('\\', '/')));
  });

  test.each([
    ['symlink', 'a symbolic link'],
    ['link', 'a hard link'],
    ['character-device', 'a device'],
    ['fifo', 'a named pipe'],
  ] as const)('tar %s', async (type, words) => {
    const error = await failureOf(
      openTree(await tarFile([{ header: { name: 'l', type, linkname: '/etc/passwd' } }])),
    );
    expect(error.code).toBe('import.unsafe');
    expect(error.message).toContain(words);
  });

  test('zip symbolic link', async () => {
    const path = patchDirectory(await writeZip({ 'link.png': '/etc/passwd' }), 38, [0, 0, 0xff, 0xa1]);
    const error = await failureOf(openTree(path));
    expect(error.code).toBe('import.unsafe');
    expect(error.message).toContain('"link.png" that is a symbolic link');
  });

  test('encrypted zip', async () => {
    const error = await failureOf(openTree(patchDirectory(await writeZip({ 'a.bin': 'x' }), 8, [1, 8])));
    expect(error.code).toBe('import.unreadable');
    expect(error.message).toContain('encrypted');
  });

  test('zip bomb, tar.gz bomb, and too many entries', async () => {
    const zeros = Buffer.alloc(32 * 1024 * 1024);
    for (const path of [await writeZip({ 'a.bin': zeros }), await writeTar({ 'a.bin': zeros }, true)]) {
      const scratch = temporaryFolder();
      const error = await failureOf(openSource(path, { scratchFolder: scratch }));
      expect(error.code).toBe('import.too-large');
      expect(error.details['limit']).toBe('ratio');
      expect(readdirSync(scratch)).toEqual([]);
    }
    const limits = { ...ARCHIVE_LIMITS, entries: 2 };
    const three = { a: '1', b: '2', c: '3' };
    for (const path of [await writeZip(three), await writeTar(three, false)]) {
      const error = await failureOf(openSource(path, { scratchFolder: temporaryFolder(), limits }));
      expect(error.details['limit']).toBe('entries');
    }
    const small = { ...ARCHIVE_LIMITS, totalBytes: 2 };
    const error = await failureOf(
      openSource(await writeZip(three), { scratchFolder: temporaryFolder(), limits: small }),
    );
    expect(error.details['limit']).toBe('totalBytes');
  });

  test('an entry that decompresses to more than its header says', async () => {
    const path = patchDirectory(await writeZip({ 'a.bin': Buffer.alloc(5000, 7) }), 24, [100, 0, 0, 0]);
    const tree = await openTree(path);
    expect((await failureOf(tree.read('a.bin', 1000))).code).toBe('import.unreadable');
  });

  test('an entry with another checksum', async () => {
    const tree = await openTree(patchDirectory(await writeZip({ 'a.bin': 'hello' }), 16, [1, 2, 3, 4]));
    const error = await failureOf(tree.read('a.bin', 1000));
    expect(error.code).toBe('import.unreadable');
    expect(error.message).toContain('checksum');
  });

  test('the same name twice', async () => {
    const twice = [1, 2].map((n) => ({ header: { name: 'a' }, content: String(n) }));
    expect((await failureOf(openTree(await tarFile(twice)))).code).toBe('import.unreadable');
  });
});

describe('cut off and damaged archives', () => {
  test.each([
    ['zip', () => writeZip({ 'a.bin': 'x'.repeat(3000), 'b.bin': 'y' })],
    ['tar', () => writeTar({ 'a.bin': 'x'.repeat(3000) }, false)],
    [
      'tar.gz',
      () =>
        writeTar({ 'a.bin': Buffer.from(Array.from({ length: 9000 }, (_, i) => (i * i * 31) & 255)) }, true),
    ],
  ])('%s', async (_kind, make) => {
    const path = await make();
    truncateSync(path, Math.floor(readFileSync(path).byteLength * 0.6));
    const error = await failureOf(openTree(path));
    expect(error.code).toBe('import.unreadable');
    expect(error.message).toContain(path);
  });
});

describe('what a source holds', () => {
  const files = { 'top/b/2.bin': 'two', 'top/a/1.bin': 'one', 'top/.DS_Store': 'x', '__MACOSX/top/._a': 'x' };

  test.each([
    ['zip', () => writeZip(files)],
    ['tar', () => writeTar(files, false)],
    ['tar', () => writeTar(files, true)],
  ])('%s: a single top folder is looked through, litter left out', async (kind, make) => {
    const tree = await openTree(await make());
    expect(tree.kind).toBe(kind);
    expect(tree.entries).toEqual([
      { name: 'a/1.bin', sizeBytes: 3 },
      { name: 'b/2.bin', sizeBytes: 3 },
    ]);
    expect(Buffer.from(await tree.read('b/2.bin', 10)).toString()).toBe('two');
    expect(Buffer.from(await tree.head('a/1.bin', 2)).toString()).toBe('on');
    const chunks: Buffer[] = [];
    for await (const chunk of (await tree.stream('a/1.bin')) as AsyncIterable<Buffer>) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('one');
    expect((await failureOf(tree.read('a/1.bin', 2))).code).toBe('import.too-large');
  });

  test('long and foreign names in a tar; the last folder stays, it may be a class', async () => {
    const name = `${'long/'.repeat(60)}größe-\u{1F431}.bin`;
    const tree = await openTree(
      await tarFile([
        { header: { name: `${name}.2` }, content: 'b' },
        { header: { name }, content: 'a' },
      ]),
    );
    expect(tree.entries.map((entry) => entry.name)).toEqual([
      'long/größe-\u{1F431}.bin',
      'long/größe-\u{1F431}.bin.2',
    ]);
    expect(Buffer.from(await tree.read('long/größe-\u{1F431}.bin.2', 9)).toString()).toBe('b');
  });

  test('symbolic links in a folder are not followed', async () => {
    const folder = writeFolder({ 'a/1.bin': 'x' });
    symlinkSync('/etc', join(folder, 'b'));
    symlinkSync('/etc/passwd', join(folder, 'a', '2.bin'));
    expect((await openTree(folder)).entries.map(({ name }) => name)).toEqual(['a/1.bin']);
  });

  test('a compressed file that is no tar is a file; nothing there is not-found', async () => {
    const path = join(writeFolder({ 'x.gz': gzipSync('hello'.repeat(300)) }), 'x.gz');
    expect((await openTree(path)).kind).toBe('file');
    expect((await failureOf(openTree(`${path}.none`))).code).toBe('not-found');
  });

  test('closing a tar.gz leaves the scratch folder empty, and so does stopping', async () => {
    const path = await writeTar(files, true);
    const scratch = temporaryFolder();
    const tree = await openSource(path, { scratchFolder: scratch });
    expect(readdirSync(scratch)).toHaveLength(1);
    await tree.close();
    expect(readdirSync(scratch)).toEqual([]);
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    await expect(openSource(path, { scratchFolder: scratch, signal: stop.signal })).rejects.toThrow(
      'stopped',
    );
    expect(readdirSync(scratch)).toEqual([]);
  });
});

test('names are ordered by code point', () => {
  expect(['\u{1F431}', '\uFB01', 'b', '10', '2', 'a'].sort(compareCodePoints)).toEqual([
    '10',
    '2',
    'a',
    'b',
    '\uFB01',
    '\u{1F431}',
  ]);
});
