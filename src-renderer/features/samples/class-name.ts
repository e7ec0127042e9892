import { safeName } from '../../i18n/format.ts';

/** What a class is called: its number where it has no name, a dash for none. */
export function className(classes: readonly string[], label: number | null): string {
  return label === null ? '–' : safeName(classes[label] ?? String(label), 40);
}
