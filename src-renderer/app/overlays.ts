/** What lies over the page. */
import { ref, shallowRef } from 'vue';
import type { MessageKey } from '../i18n/index.ts';

export const paletteIsOpen = ref(false);
export const helpIsOpen = ref(false);
export const trayIsOpen = ref(false);

/** Keys of the screen in view, for the help. */
export const screenKeys = shallowRef<readonly (readonly [keys: string, title: MessageKey])[]>([]);
