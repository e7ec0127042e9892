/** The column of a table that says which split a series belongs to. */
import type { Split } from '../../../../src-shared/domain/dataset.ts';
import { quoted } from '../../codecs/decimal.ts';

/** Null for a word that names no split; `fallback` where the table does not say. */
export function splitOf(word: string | null, fallback: Split): Split | null {
  if (word === null) return fallback;
  if (/^train(ing)?$/i.test(word)) return 'train';
  return /^(test(ing)?|val(id(ation)?)?)$/i.test(word) ? 'test' : null;
}

export function unknownSplit(word: string): string {
  return `has the split ${quoted(word)}, where "train" or "test" is needed`;
}
