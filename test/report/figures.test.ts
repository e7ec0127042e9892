import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { spread, niceTicks, powerTicks } from '../../src-main/formats/report/charts/parts.ts';
import { escapeText, shorten, visible } from '../../src-main/formats/report/escape.ts';
import {
  aurocEstimate,
  classShares,
  detectionOf,
  epochAgreement,
  scoreHistogram,
} from '../../src-main/formats/report/figures.ts';
import { count, points, proportion, score, utc } from '../../src-main/formats/report/numbers.ts';
import { pngDataUri } from '../../src-main/formats/report/png.ts';
import {
  artefactEvidence,
  findArtefact,
  SampleMoments,
} from '../../src-main/formats/report/shared-artefact.ts';
import { Rng } from '../../src-shared/math/rng.ts';

describe('figures', () => {
  it('measure flags against the truth', () => {
    // Positives at scores 0.1 and 0.3, negatives at 0.2, 0.4, 0.5; low is suspicious: 5 of 6 pairs are in order.
    const found = detectionOf([0, 1], [0.1, 0.2, 0.3, 0.4, 0.5], 'low', Uint8Array.of(1, 0, 1, 0, 0));
    expect(found.precision).toMatchObject({ part: 1, whole: 2, fraction: 0.5 });
    expect(found.recall).toMatchObject({ part: 1, whole: 2 });
    expect(found.auroc?.value).toBeCloseTo(5 / 6, 12);
  });

  it('give the interval of an area under the curve by Hanley and McNeil', () => {
    // Worked by hand for A = 0.8, 20 and 30 samples: Q1 = 2/3, Q2 = 0.7111; variance 0.00416.
    const { low, high } = aurocEstimate(0.8, 20, 30);
    const variance = (0.8 * 0.2 + 19 * (0.8 / 1.2 - 0.64) + 29 * (1.28 / 1.8 - 0.64)) / 600;
    expect(low).toBeCloseTo(0.8 - 1.959964 * Math.sqrt(variance), 6);
    expect(high).toBeCloseTo(0.8 + 1.959964 * Math.sqrt(variance), 6);
    expect(aurocEstimate(1, 20, 30)).toEqual({ value: 1, low: null, high: null });
  });

  it('compare each epoch alone with the final flags', () => {
    const epochs = [
      { epoch: 3, values: [4, 3, 2, 1] },
      { epoch: 2, values: [1, 2, 3, 4] },
    ];
    const result = epochAgreement(epochs, [0, 1], 'low', Uint8Array.of(1, 0, 0, 1));
    expect(
      result.map(({ epoch, agreement, precision }) => [epoch, agreement.fraction, precision?.fraction]),
    ).toEqual([
      [2, 1, 0.5],
      [3, 0, 0.5],
    ]);
    expect(epochAgreement(epochs, [], 'low', null)).toEqual([]);
  });

  it('rank classes by how far they are over-represented', () => {
    const shares = classShares([0, 0, 0, 1], [3, 0], ['a', 'b', 'empty']);
    expect(shares.map(({ name, lift }) => [name, lift])).toEqual([
      ['b', 2],
      ['a', 0.5 / 0.75],
      ['empty', null],
    ]);
  });

  it('count every sample once in the histogram, on a scale on which the flagged can be seen', () => {
    const scores = [0, 0.001, 0.002, 1, 2, 3];
    const wide = scoreHistogram(scores, [0, 1], Uint8Array.of(1, 0, 0, 0, 0, 0), 6);
    expect(wide.scale).toBe('log');
    expect(wide.low).toBeCloseTo(3e-5, 12);
    expect(wide.flagged.reduce((a, b) => a + b)).toBe(2);
    expect(wide.others.reduce((a, b) => a + b)).toBe(4);
    expect(wide.planted).toEqual([1, 0, 0, 0, 0, 0]);
    const narrow = scoreHistogram([-2, -1, 0, 1], [3], null, 3);
    expect(narrow).toMatchObject({
      scale: 'linear',
      low: -2,
      high: 1,
      flagged: [0, 0, 1],
      others: [1, 1, 1],
    });
  });
});

describe('what flagged samples share', () => {
  const noise = (rng: Rng, size: number): Uint8Array =>
    Uint8Array.from({ length: size }, () => rng.below(256));
  const shape = [8, 8, 3] as const;

  function momentsOf(seed: number, images: number, stamp: boolean): SampleMoments {
    const rng = Rng.fromSeed(seed);
    const moments = new SampleMoments(shape);
    for (let i = 0; i < images; i++) {
      const pixels = noise(rng, 8 * 8 * 3);
      if (stamp)
        for (const pixel of [5 * 8 + 2, 5 * 8 + 3, 6 * 8 + 2, 6 * 8 + 3])
          pixels.fill(255, pixel * 3, pixel * 3 + 3);
      moments.add(pixels);
    }
    return moments;
  }

  it('finds a patch and says where', async () => {
    const [flagged, others] = [momentsOf(1, 40, true), momentsOf(2, 200, false)];
    expect(findArtefact(flagged, others)).toMatchObject({ row: 5, column: 2 });
    const evidence = await artefactEvidence('stop', flagged, others);
    expect(evidence.level).toBe('strong');
    expect(evidence.findings[0]).toContain('around row 5, column 2');
    expect(evidence.figures).toHaveLength(3);
  });

  it('takes near-duplicates for what they are', async () => {
    const flagged = new SampleMoments(shape);
    const one = noise(Rng.fromSeed(5), 8 * 8 * 3);
    const rng = Rng.fromSeed(6);
    for (let i = 0; i < 40; i++) flagged.add(one.map((value) => Math.min(255, value + rng.below(20))));
    const evidence = await artefactEvidence('stop', flagged, momentsOf(2, 200, false));
    expect(evidence.level).toBe('none');
    expect(evidence.findings[0]).toContain('alike over the whole image');
  });

  it('says nothing where most of a picture is background, as of digits on black', async () => {
    // Ink in the middle alone; what was flagged has none at one place where a few of the others have some.
    const digits = (images: number, seed: number, isFlagged: boolean): SampleMoments => {
      const rng = Rng.fromSeed(seed);
      const moments = new SampleMoments(shape);
      for (let i = 0; i < images; i++) {
        const pixels = new Uint8Array(8 * 8 * 3);
        for (let p = 24; p < 40; p++) pixels.fill(rng.below(256), 3 * p, 3 * p + 3);
        if (isFlagged) for (const p of [26, 27, 34, 35]) pixels.fill(0, 3 * p, 3 * p + 3);
        moments.add(pixels);
      }
      return moments;
    };
    const evidence = await artefactEvidence('0', digits(40, 1, true), digits(200, 2, false));
    expect(evidence.level).toBe('not-assessed');
    expect(evidence.findings[0]).toContain('75 % of the places hardly vary');
  });

  it('finds none where there is none, and none in too few samples', async () => {
    const others = momentsOf(2, 200, false);
    const plain = await artefactEvidence('stop', momentsOf(3, 40, false), others);
    expect(plain.level).toBe('none');
    expect((await artefactEvidence('stop', momentsOf(3, 29, true), others)).level).toBe('not-assessed');
  });
});

describe('pictures', () => {
  it('hold the pixels, and are the same for the same pixels', async () => {
    const pixels = Uint8Array.from({ length: 6 * 5 * 3 }, (_, i) => (i * 29) % 256);
    const source = await pngDataUri(pixels, [6, 5, 3]);
    const decoded = await sharp(Buffer.from(source.split(',')[1] ?? '', 'base64'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(decoded.info).toMatchObject({ width: 5, height: 6, channels: 3 });
    expect(new Uint8Array(decoded.data)).toEqual(pixels);
    expect(await pngDataUri(pixels, [6, 5, 3])).toBe(source);
  });

  it('take gray images, reduce large ones, and refuse what does not fit', async () => {
    const gray = await pngDataUri(Uint8Array.of(0, 100, 200, 255), [2, 2, 1]);
    const decoded = await sharp(Buffer.from(gray.split(',')[1] ?? '', 'base64'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([decoded.data[0], decoded.data[decoded.info.channels]]).toEqual([0, 100]);
    const large = await pngDataUri(new Uint8Array(300 * 200 * 3), [300, 200, 3], 96);
    expect(await sharp(Buffer.from(large.split(',')[1] ?? '', 'base64')).metadata()).toMatchObject({
      width: 64,
      height: 96,
    });
    await expect(pngDataUri(new Uint8Array(5), [2, 2, 1])).rejects.toMatchObject({ code: 'input.invalid' });
  });
});

describe('words and numbers', () => {
  it('are written one way', () => {
    expect(count(1234)).toBe('1234');
    expect(count(1234567)).toBe('1\u202f234\u202f567');
    expect(proportion({ part: 1, whole: 2, fraction: 0.5, low: 0.1, high: 0.9 })).toBe(
      '50.0\u00a0% (10.0 to 90.0\u00a0%)',
    );
    expect([points(0.004), points(-0.12), points(0)]).toEqual([
      '+0.4\u00a0points',
      '−12.0\u00a0points',
      '±0.0\u00a0points',
    ]);
    expect([score(0), score(0.00042), score(0.0123), score(1.5), score(null)]).toEqual([
      '0',
      '0.0004200',
      '0.0123',
      '1.500',
      '–',
    ]);
    expect(utc('2026-03-01T12:30:05.123Z')).toBe('2026-03-01 12:30:05 UTC');
  });

  it('show what would stay hidden, and keep both ends of what is long', () => {
    expect(visible('a\u202eb\u200bc\ud800')).toBe('a\\u{202e}b\\u{200b}c\\u{d800}');
    expect(visible(`e${'\u0301'.repeat(9)}x`)).toBe(`e${'\u0301'.repeat(3)}…x`);
    expect(escapeText(`<a b="c" d='e'>&`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;');
    expect(shorten('abcdefghijklmnop.png', 10)).toBe('abcdef…png');
  });

  it('keep labels apart and axes round', () => {
    expect(spread([10, 10, 11], 5, 0, 100)).toEqual([10, 15, 20]);
    expect(spread([98, 99], 5, 0, 100)).toEqual([95, 100]);
    expect(niceTicks(0, 1.9, 4)).toEqual([0, 0.5, 1, 1.5]);
    expect(powerTicks(1, 1257)).toEqual([1, 10, 100, 1000]);
  });
});
