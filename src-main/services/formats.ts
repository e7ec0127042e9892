/** Layouts of datasets that an import can be told to expect. */
import { IMPORTERS } from '../formats/registry.ts';

export function listFormats(): { id: string; title: string; summary: string }[] {
  return IMPORTERS.map(({ id, title, summary }) => ({ id, title, summary }));
}
