/** Short sentences that come and go: what was just done, and errors of actions that no screen shows in place. */
import { ref } from 'vue';
import { toAssayError, type AssayError } from '../../src-shared/errors/assay-error.ts';
import { said } from '../i18n/said.ts';

export interface Notice {
  id: number;
  text: string;
  error: AssayError | null;
  /** Offered beside the sentence. */
  action: { title: string; run(): void } | null;
}

const SHOWN_MS = 6000;
let nextId = 1;

export const notices = ref<Notice[]>([]);
/** For screen readers: said politely, once. */
export const announcement = ref('');

export function announce(text: string): void {
  announcement.value = '';
  // An unchanged text would not be read again.
  requestAnimationFrame(() => (announcement.value = text));
}

export function notify(text: string, action: Notice['action'] = null): void {
  show({ id: nextId++, text, error: null, action }, SHOWN_MS);
}

/** Errors stay until they are dismissed. */
export function notifyError(thrown: unknown): void {
  const error = toAssayError(thrown);
  if (error.code === 'run.cancelled') return;
  show({ id: nextId++, text: '', error, action: null }, null);
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** Runs an action of a person; what it throws is shown. */
export async function attempt(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (thrown) {
    notifyError(thrown);
    return false;
  }
}

function show(notice: Notice, forMs: number | null): void {
  notices.value = [...notices.value.slice(-3), notice];
  announce(notice.error === null ? notice.text : said(notice.error.message));
  if (forMs !== null) setTimeout(() => dismiss(notice.id), forMs);
}
