/**
 * Lines in charts and sparklines stay apart, also for people who see red and green, or blue and yellow, alike: colours as
 * they see them (Machado et al. 2009, severity 1), and how far apart those are (CIEDE2000, Sharma et al. 2005).
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Triple = readonly [number, number, number];

/** Of linear RGB, row by row. */
const SIGHT: Readonly<Record<string, readonly [Triple, Triple, Triple]>> = {
  typical: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const rad = (degrees: number): number => (degrees * Math.PI) / 180;

/** CIE L*a*b* (D65) of a colour as somebody sees it. */
function labOf(color: string, sight: readonly [Triple, Triple, Triple]): Triple {
  const linear = [1, 3, 5].map((at) => {
    const value = parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as unknown as Triple;
  const seen = sight.map((row) => Math.min(1, Math.max(0, dot(row, linear)))) as unknown as Triple;
  const f = (value: number): number => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116);
  const x = f(dot([0.4124, 0.3576, 0.1805], seen) / 0.95047);
  const y = f(dot([0.2126, 0.7152, 0.0722], seen));
  const z = f(dot([0.0193, 0.1192, 0.9505], seen) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function ciede2000([l1, a1, b1]: Triple, [l2, a2, b2]: Triple): number {
  const chroma = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const stretch = 1.5 - 0.5 * Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7));
  const [c1, c2] = [Math.hypot(stretch * a1, b1), Math.hypot(stretch * a2, b2)];
  const hueOf = (a: number, b: number): number => ((Math.atan2(b, stretch * a) * 180) / Math.PI + 360) % 360;
  const [h1, h2] = [hueOf(a1, b1), hueOf(a2, b2)];
  const turn = Math.abs(h1 - h2) <= 180 ? h2 - h1 : h2 - h1 + (h2 > h1 ? -360 : 360);
  const middle = h1 + turn / 2;
  const [l, c] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const t =
    1 -
    0.17 * Math.cos(rad(middle - 30)) +
    0.24 * Math.cos(rad(2 * middle)) +
    0.32 * Math.cos(rad(3 * middle + 6)) -
    0.2 * Math.cos(rad(4 * middle - 63));
  const byLightness = (l2 - l1) / (1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2));
  const byChroma = (c2 - c1) / (1 + 0.045 * c);
  const byHue = (2 * Math.sqrt(c1 * c2) * Math.sin(rad(turn / 2))) / (1 + 0.015 * c * t);
  const around = (middle + 360) % 360;
  const rotation =
    -Math.sin(rad(60 * Math.exp(-(((around - 275) / 25) ** 2)))) * 2 * Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7));
  return Math.sqrt(byLightness ** 2 + byChroma ** 2 + byHue ** 2 + rotation * byChroma * byHue);
}

const css = readFileSync(new URL('../../../src-renderer/styles/tokens.css', import.meta.url), 'utf8');

function seriesColors(selector: string): string[] {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf('}', start));
  return [...block.matchAll(/--series-\d: (#[0-9a-f]{6});/g)].map(([, value]) => value!);
}

describe('CIEDE2000', () => {
  it('gives the published distances', () => {
    // Pairs 1, 7, 17 and 25 of Sharma, Wu and Dalal.
    expect(ciede2000([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 4);
    expect(ciede2000([50, 0, 0], [50, -1, 2])).toBeCloseTo(2.3669, 4);
    expect(ciede2000([50, 2.5, 0], [73, 25, -18])).toBeCloseTo(27.1492, 4);
    expect(ciede2000([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387])).toBeCloseTo(1.2644, 4);
  });
});

describe.each([
  ['light', ':root'],
  ['dark', ":root[data-theme='dark']"],
])('lines, %s', (_theme, selector) => {
  const colors = seriesColors(selector);

  it.each(Object.entries(SIGHT))('six colours stay apart for %s sight', (_name, sight) => {
    expect(colors).toHaveLength(6);
    const seen = colors.map((color) => labOf(color, sight));
    for (let i = 0; i < seen.length; i++) {
      for (let j = 0; j < i; j++)
        expect(ciede2000(seen[i]!, seen[j]!), `${colors[j]} and ${colors[i]}`).toBeGreaterThan(16);
    }
  });
});
