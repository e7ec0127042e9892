/** The languages say the same things with the same blanks; colours can be read. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../../src-shared/errors/codes.ts';
import { de } from '../../../src-renderer/i18n/de.ts';
import { en } from '../../../src-renderer/i18n/en.ts';

function flat(part: object, prefix = ''): [string, string][] {
  return Object.entries(part).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'string' ? [[prefix + key, value]] : flat(value as object, `${prefix}${key}.`),
  );
}

const blanks = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
const forms = (text: string): number => text.split(' | ').length;

describe('messages', () => {
  const german = new Map(flat(de));

  it('German has every sentence, with the same blanks and as many forms', () => {
    const wrong = flat(en).flatMap(([key, text]) => {
      const other = german.get(key);
      if (other === undefined) return [`${key} is missing`];
      if (text !== '' && other === '') return [`${key} is empty`];
      if (forms(text) !== forms(other)) return [`${key} has other forms`];
      return blanks(text).join() === blanks(other).join() ? [] : [`${key} has other blanks`];
    });
    expect(wrong).toEqual([]);
    expect(german.size).toBe(flat(en).length);
  });

  it('every error code has its next step, if only an empty one', () => {
    const known = Object.keys(en.errors);
    expect(Object.keys(ERROR_CODES).map((code) => code.replaceAll(/[.-]/g, '_'))).toEqual(
      expect.arrayContaining(known),
    );
    expect(known).toHaveLength(Object.keys(ERROR_CODES).length);
  });
});

const css = readFileSync(new URL('../../../src-renderer/styles/tokens.css', import.meta.url), 'utf8');

function tokensOf(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf('}', start));
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name!, value!]),
  );
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrastOf(a: string, b: string): number {
  const luminance = (color: string): number => {
    const [r, g, blue] = [1, 3, 5].map((at) => {
      const value = parseInt(color.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * blue!;
  };
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high! + 0.05) / (low! + 0.05);
}

describe.each([
  ['light', ':root'],
  ['dark', ":root[data-theme='dark']"],
])('colours, %s', (_theme, selector) => {
  const tokens = tokensOf(selector);
  const ratio = (name: string, on = 'bg'): number => contrastOf(tokens.get(name)!, tokens.get(on)!);

  it.each([
    'text',
    'text-quiet',
    'accent',
    'danger',
    'warn',
    'ok',
    'poison-text',
    'clean-text',
    'unsure-text',
    'unjudged-text',
  ])('text in %s has 4.5 : 1 on every ground it stands on', (name) => {
    const grounds = ['danger', 'warn', 'ok'].includes(name) ? ['bg', `${name}-bg`] : ['bg', 'bg-raised'];
    for (const ground of grounds) expect(ratio(name, ground), ground).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    'poison',
    'clean',
    'unsure',
    'unjudged',
    'border-strong',
    'focus',
    'series-1',
    'series-2',
    'series-3',
    'series-4',
    'series-5',
    'series-6',
  ])('marks and lines in %s have 3 : 1', (name) => {
    expect(ratio(name)).toBeGreaterThanOrEqual(3);
  });

  it('buttons in the accent colour can be read', () => {
    expect(contrastOf(tokens.get('accent')!, tokens.get('accent-text')!)).toBeGreaterThanOrEqual(4.5);
  });
});
