import { describe, expect, it } from 'vitest';
import type { SampleTruth } from '../../src-shared/domain/attack.ts';
import {
  computeVersionHash,
  createPoisonedVersion,
  findVersion,
  findVersionBySourceHash,
  listIncompleteImports,
  listVersions,
  readLabels,
  readBytes,
  readSamples,
  removeHalfMadeDrills,
  verifyWorkspace,
} from '../../src-main/storage/index.ts';
import {
  findChangedSamples,
  readManifest,
  readPoisonMask,
  readTouchedMask,
  readTruth,
} from '../../src-main/storage/repositories/truth.ts';
import { importSamples, labelOf, MANIFEST, newWorkspace, OPTIONS, pixelsOf } from './support/samples.ts';

const BYTES = 192;
// 8 x 8 x 3: 5461 samples a pack; these lie in both packs and at their borders.
const INDICES = [6000, 0, 5461, 5460, 17];
const CHANGED = {
  indices: Int32Array.from(INDICES),
  labels: new Int32Array(INDICES.length),
  bytes: new Uint8Array(INDICES.length * BYTES).map((_, i) => 255 - (i % 251)),
};
const TRUTH: SampleTruth[] = INDICES.map((index) => ({
  index,
  isPoisoned: true,
  labelChanged: labelOf(index) !== 0,
  trueLabel: labelOf(index),
}));

describe('a poisoned version', () => {
  it('has the parent samples but for the changed ones, a hash of its own, and its truth apart', async () => {
    const { db } = newWorkspace();
    const parent = await importSamples(db, 6500, 500);
    const child = await createPoisonedVersion(db, parent.id, 'traffic-badnets', CHANGED, MANIFEST, TRUTH);
    expect(child).toMatchObject({
      dataset: 'traffic-badnets',
      version: 1,
      origin: 'poison',
      parentId: parent.id,
      source: null,
      splits: parent.splits,
      classes: parent.classes,
      layout: parent.layout,
    });
    const pixels = pixelsOf(0, 7000, BYTES);
    const labels = Array.from({ length: 7000 }, (_, i) => labelOf(i));
    INDICES.forEach((index, row) => {
      pixels.set(CHANGED.bytes.subarray(row * BYTES, (row + 1) * BYTES), index * BYTES);
      labels[index] = 0;
    });
    expect(Buffer.compare(readBytes(db, child.id, 0, 7000), pixels)).toBe(0);
    expect([...readLabels(db, child.id, null)]).toEqual(labels);
    expect(Buffer.compare(readBytes(db, parent.id, 0, 7000), pixelsOf(0, 7000, BYTES))).toBe(0);
    expect(readSamples(db, child.id, 17, 1)[0]?.name).toBe('train/17.png');
    expect(child.sha256).toBe(await computeVersionHash(db, child.id));
    expect(child.sha256).not.toBe(parent.sha256);
    expect(readManifest(db, child.id)).toEqual(MANIFEST);
    expect(readManifest(db, parent.id)).toBeNull();
    const sorted = [...INDICES].sort((a, b) => a - b);
    expect(readTruth(db, child.id).map((truth) => truth.index)).toEqual(sorted);
    expect(readTruth(db, child.id)[0]).toEqual(TRUTH[1]);
    const mask = readPoisonMask(db, child.id);
    expect(mask).toHaveLength(6500);
    expect([...(mask ?? [])].flatMap((one, index) => (one === 1 ? [index] : []))).toEqual(sorted);
    expect(readPoisonMask(db, parent.id)).toBeNull();
    expect([...findChangedSamples(db, child.id)]).toEqual(sorted);
    expect([...findChangedSamples(db, parent.id)]).toEqual([]);
    expect(findVersionBySourceHash(db, 'a'.repeat(64), OPTIONS)?.id).toBe(parent.id);
    expect(await verifyWorkspace(db)).toEqual({ ok: true, problems: [] });
  });

  it('may be the next version of the same dataset, but not be poisoned again', async () => {
    const { db } = newWorkspace();
    const parent = await importSamples(db, 6500, 500);
    const child = await createPoisonedVersion(db, parent.id, 'traffic', CHANGED, MANIFEST, TRUTH);
    expect(findVersion(db, 'traffic')).toEqual(child);
    expect(child.version).toBe(2);
    await expect(createPoisonedVersion(db, child.id, 'x', CHANGED, MANIFEST, TRUTH)).rejects.toMatchObject({
      code: 'input.invalid',
    });
  });

  it('tells poison from covers, which the attacker changed under their own label', async () => {
    const { db } = newWorkspace();
    const parent = await importSamples(db, 6500, 500);
    const truth = TRUTH.map((one, i) => ({ ...one, isPoisoned: i < 2 }));
    const child = await createPoisonedVersion(db, parent.id, 'traffic', CHANGED, MANIFEST, truth);
    const mask = readPoisonMask(db, child.id);
    const setBits = (some: Uint8Array | null): number[] =>
      [...(some ?? [])].flatMap((one, index) => (one === 1 ? [index] : []));
    expect(setBits(mask)).toEqual([0, 6000]);
    // Nobody who looked for clean samples would take a cover for one.
    expect(setBits(readTouchedMask(db, child.id))).toEqual(
      TRUTH.map(({ index }) => index).sort((a, b) => a - b),
    );
    expect(readTouchedMask(db, parent.id)).toBeNull();
    expect([...findChangedSamples(db, child.id)]).toHaveLength(5);
  });

  it('made before there were several targets tells of its one', async () => {
    const { db } = newWorkspace();
    const parent = await importSamples(db, 6500, 500);
    const child = await createPoisonedVersion(db, parent.id, 'traffic', CHANGED, MANIFEST, TRUTH);
    const { mapping, rules, ...kept } = MANIFEST;
    const earlier = { ...kept, target: 2, pattern: 'AAEC' };
    db.prepare('UPDATE attack_manifests SET manifest = ? WHERE version_id = ?').run(
      JSON.stringify(earlier),
      child.id,
    );
    expect(mapping).toBe('all-to-one');
    expect(readManifest(db, child.id)).toEqual({
      ...kept,
      mapping: 'all-to-one',
      rules: [{ targets: rules[0]!.targets.map(() => 2), pattern: 'AAEC' }],
    });
  });

  it('is invisible until it is complete, and one left half made goes away', async () => {
    const { db } = newWorkspace();
    const parent = await importSamples(db, 6500, 500);
    const making = createPoisonedVersion(db, parent.id, 'drill', CHANGED, MANIFEST, TRUTH);
    expect(listVersions(db)).toEqual([parent]);
    expect(listIncompleteImports(db)).toEqual([]);
    const child = await making;
    expect(listVersions(db)).toHaveLength(2);
    // As a process that died would have left it.
    db.prepare("UPDATE versions SET state = 'importing' WHERE id = ?").run(child.id);
    removeHalfMadeDrills(db);
    expect(await verifyWorkspace(db)).toEqual({ ok: true, problems: [] });
    expect(db.prepare('SELECT count(*) FROM packs').pluck().get()).toBe(2);
    expect(db.prepare('SELECT count(*) FROM datasets').pluck().get()).toBe(1);
  });

  it('that does not fit leaves nothing behind', async () => {
    const { db } = newWorkspace();
    const parent = await importSamples(db, 6500, 500);
    const bad = [
      { ...CHANGED, indices: Int32Array.of(7000, 0, 1, 2, 3) },
      { ...CHANGED, indices: Int32Array.of(1, 1, 2, 3, 4) },
      { ...CHANGED, labels: Int32Array.of(0, 0, 0, 0, 4) },
      { ...CHANGED, bytes: CHANGED.bytes.subarray(1) },
    ];
    for (const rows of bad) {
      await expect(createPoisonedVersion(db, parent.id, 'x', rows, MANIFEST, [])).rejects.toMatchObject({
        code: 'input.invalid',
      });
    }
    const stray = { index: 9999, isPoisoned: true, labelChanged: false, trueLabel: 0 };
    await expect(createPoisonedVersion(db, parent.id, 'x', CHANGED, MANIFEST, [stray])).rejects.toThrow();
    expect(listVersions(db)).toEqual([parent]);
    expect(db.prepare('SELECT count(*) FROM datasets').pluck().get()).toBe(1);
    expect(db.prepare('SELECT count(*) FROM sample_truth').pluck().get()).toBe(0);
  });
});
