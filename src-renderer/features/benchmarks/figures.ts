/** The numbers of a benchmark in the language in force. */
import { fixed } from '../../i18n/format.ts';
import { figureWords } from './figure-words.ts';

export { NOTHING } from './figure-words.ts';
export const { percentText, paperText, oursText, paperPair, oursPair } = figureWords(fixed);
