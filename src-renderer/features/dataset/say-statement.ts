/** The sentences of an assessment in the language in force. */
import { GERMAN_NUMBERS, say, type Statement } from '../../../src-shared/domain/assessment-words.ts';
import { GERMAN } from '../../../src-shared/domain/assessment-words-de.ts';
import { language } from '../../i18n/index.ts';

export function sayStatement(one: Statement): string {
  return language.value === 'de' ? say(one, GERMAN, GERMAN_NUMBERS) : one.text;
}
