/**
 * What the host says in English, in the language in force: titles and explanations of methods, notes of runs and
 * detectors, reasons of missing figures. A sentence without a translation stays English.
 */
import { optionNames } from './de/catalog/option-names.ts';
import { inGerman } from './german.ts';
import { language } from './index.ts';

export function said(text: string): string {
  return language.value === 'de' ? inGerman(text) : text;
}

/** What is said in parts between semicolons, each for itself. */
export function saidEach(text: string): string {
  return text.split('; ').map(said).join('; ');
}

/** `isolationFraction` -> `Isolation fraction`, and what other languages call it. */
export function optionName(name: string): string {
  const german = optionNames[name];
  if (language.value === 'de' && german !== undefined) return german;
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
