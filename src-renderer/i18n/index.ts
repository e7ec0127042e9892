/** The words of the interface. One file a language; a language that misses a sentence does not compile. */
import { computed } from 'vue';
import { createI18n } from 'vue-i18n';
import { de } from './de.ts';
import { en, type Messages } from './en.ts';
import { stageName } from './stage-name.ts';

export type Language = 'en' | 'de';

export const i18n = createI18n<[Messages], Language, false>({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en, de },
});

/** Reads the language in force, so what uses it in a template follows a change. */
export const language = computed(() => i18n.global.locale.value);

export function useLanguage(chosen: 'system' | Language): void {
  const system: Language = window.navigator.language.startsWith('de') ? 'de' : 'en';
  i18n.global.locale.value = chosen === 'system' ? system : chosen;
  document.documentElement.lang = i18n.global.locale.value;
}

type Values = Readonly<Record<string, string | number>>;

/** Dotted names of all sentences. */
type Paths<T, Prefix extends string = ''> = {
  [Key in keyof T & string]: T[Key] extends string ? `${Prefix}${Key}` : Paths<T[Key], `${Prefix}${Key}.`>;
}[keyof T & string];
export type MessageKey = Paths<Messages>;

/** `values.n` also chooses between the forms of a sentence that has several. */
export function t(key: MessageKey, values: Values = {}): string {
  const n = values['n'];
  const filled = typeof n === 'number' ? { ...values, n: formatCount(n) } : values;
  return i18n.global.t(key, filled, typeof n === 'number' ? n : 1);
}

/** For text that comes from the host as an id, e.g. the name of a job: the id itself where no sentence is known. */
export function tKnown(prefix: keyof Messages, id: string): string {
  const words = i18n.global.messages.value[language.value][prefix] as Readonly<Record<string, string>>;
  return words[id] ?? id;
}

/** The stage of a run or a job. */
export function tStage(id: string): string {
  return stageName(i18n.global.messages.value[language.value].stages, id);
}

function formatCount(value: number): string {
  return new Intl.NumberFormat(i18n.global.locale.value, { maximumFractionDigits: 0 }).format(value);
}
