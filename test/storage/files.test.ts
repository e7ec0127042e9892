import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeFileAtomic } from '../../src-main/files/atomic-write.ts';
import { createScratch, removeStaleScratch, withScratch } from '../../src-main/files/scratch.ts';
import { sha256File } from '../../src-main/files/sha256-file.ts';
import { killHard, startUntil } from './support/child.ts';
import { newWorkspace, temporaryFolder } from './support/samples.ts';

describe('writing a file', () => {
  it('replaces the old one with text, bytes or a stream', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a.txt');
    expect(await writeFileAtomic(path, 'grün')).toBe(5);
    expect(readFileSync(path, 'utf8')).toBe('grün');
    await writeFileAtomic(path, Buffer.from([1, 2, 3]));
    expect([...readFileSync(path)]).toEqual([1, 2, 3]);
    await writeFileAtomic(
      path,
      (function* () {
        yield Buffer.from('one ');
        yield Buffer.from('two');
      })(),
    );
    expect(readFileSync(path, 'utf8')).toBe('one two');
    expect(readdirSync(folder)).toEqual(['a.txt']);
  });

  it('that fails half-way leaves the old one and nothing else', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a.txt');
    await writeFileAtomic(path, 'old');
    const failing = (function* () {
      yield Buffer.from('new');
      throw new Error('source gone');
    })();
    await expect(writeFileAtomic(path, failing)).rejects.toThrow('source gone');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a.txt']);
  });
});

describe('hashing a file', () => {
  it('gives its SHA-256 and its progress, and stops when told to', async () => {
    const path = join(temporaryFolder(), 'a');
    const bytes = Buffer.alloc(3 * 1024 * 1024 + 5, 'abc');
    writeFileSync(path, bytes);
    let last = 0;
    const found = await sha256File(path, { onProgress: (bytesRead) => (last = bytesRead) });
    expect(found).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(last).toBe(bytes.length);
    const stop = new AbortController();
    await expect(
      sha256File(path, { signal: stop.signal, onProgress: () => stop.abort() }),
    ).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('scratch folders', () => {
  it('are private, and gone when the work is done or fails', async () => {
    const root = join(temporaryFolder(), 'scratch');
    const kept = await withScratch(
      'audit',
      async (folder) => {
        expect(statSync(folder).mode & 0o777).toBe(0o700);
        await writeFileAtomic(join(folder, 'x'), 'x');
        return folder;
      },
      root,
    );
    expect(existsSync(kept)).toBe(false);
    await expect(withScratch('audit', () => Promise.reject(new Error('no')), root)).rejects.toThrow('no');
    expect(readdirSync(root)).toEqual([]);
  });

  it('of processes that are gone are removed, those of living ones stay', async () => {
    const root = join(temporaryFolder(), 'scratch');
    const mine = await createScratch('audit', root);
    const workspace = newWorkspace();
    workspace.close();
    const child = await startUntil('writer.ts', ['hold', workspace.path], 'inside');
    const theirs = join(root, `${child.pid}-audit-AbC123`);
    mkdirSync(theirs);
    mkdirSync(join(root, 'something else'));
    expect(await removeStaleScratch(root)).toEqual([]);
    await killHard(child);
    expect(await removeStaleScratch(root)).toEqual([theirs]);
    expect(existsSync(mine.folder)).toBe(true);
    await mine.remove();
    await mine.remove();
    expect(readdirSync(root)).toEqual(['something else']);
  });
});
