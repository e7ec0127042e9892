/** What is taken out of a wheel, and how it lies there. */
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import yazl from 'yazl';
import { isNeededOfNvidia, unpackWheel } from '../../src-main/compute/runtime/unpack.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-unpack-'));

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it("NVIDIA's libraries come out, its headers stay packed, and its assembler can be run", async () => {
  const zip = new yazl.ZipFile();
  zip.addBuffer(Buffer.from('program'), 'nvidia/cuda_nvcc/bin/ptxas', { mode: 0o100755 });
  zip.addBuffer(Buffer.from('library'), 'nvidia/cudnn/lib/libcudnn.so.9', { mode: 0o100644 });
  zip.addBuffer(Buffer.from('header'), 'nvidia/cudnn/include/cudnn.h', { mode: 0o100644 });
  zip.end();
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream as AsyncIterable<Buffer>) parts.push(part);
  const wheel = join(folder, 'nvidia.whl');
  writeFileSync(wheel, Buffer.concat(parts));
  await unpackWheel(wheel, folder, isNeededOfNvidia, new AbortController().signal);
  const mode = (name: string): number => statSync(join(folder, name)).mode & 0o777;
  expect(mode('nvidia/cuda_nvcc/bin/ptxas') & 0o100).toBe(0o100);
  expect(mode('nvidia/cudnn/lib/libcudnn.so.9') & 0o100).toBe(0);
  expect(existsSync(join(folder, 'nvidia/cudnn/include'))).toBe(false);
});
