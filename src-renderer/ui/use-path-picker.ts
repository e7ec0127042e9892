/** Asks for a path: with the system's dialog in the desktop window, with our own in a browser. */
import { shallowRef } from 'vue';
import { desktop } from '../rpc/desktop.ts';

export interface PathQuestion {
  title: string;
  kind: 'folder' | 'file' | 'any' | 'save';
  /** With the dot. */
  extension?: string;
  /** A name, for `save`. */
  suggestion?: string;
}

/** What our own dialog asks just now; it is mounted once, in the shell. */
export const pathQuestion = shallowRef<(PathQuestion & { answer(path: string | null): void }) | null>(null);

/** Null when nothing was chosen. */
export function askForPath(question: PathQuestion): Promise<string | null> {
  const { title, kind, extension = '', suggestion = '' } = question;
  if (desktop !== null) {
    if (kind === 'save') return desktop.pickSave(title, suggestion);
    // The system's dialog shows either files or folders; an archive can still be typed or dropped.
    if (kind === 'file') return desktop.pickFile(title, extension === '' ? [] : [extension.slice(1)]);
    return desktop.pickFolder(title);
  }
  return new Promise((resolve) => {
    pathQuestion.value = {
      ...question,
      answer(path) {
        pathQuestion.value = null;
        resolve(path);
      },
    };
  });
}
