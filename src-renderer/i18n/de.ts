import { en, type Messages } from './en.ts';

/** Every text of the interface in German. */
export const de: Messages = en;
