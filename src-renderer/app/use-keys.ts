/** Keys that work everywhere. Single letters do not act while a person types. */
import { onMounted, onUnmounted } from 'vue';
import { tinykeys } from 'tinykeys';
import { COMMANDS } from './commands.ts';

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, select, textarea, [contenteditable]') !== null
  );
}

export function useGlobalKeys(): void {
  let stop: () => void = () => undefined;
  onMounted(() => {
    const bindings = Object.fromEntries(
      COMMANDS.flatMap((command) => {
        if (command.keys === null) return [];
        const act = (event: KeyboardEvent): void => {
          const isChord = command.keys?.includes('$mod') === true;
          if (!isChord && isTyping(event.target)) return;
          // A text field undoes its own words.
          if (isChord && command.id !== 'palette' && isTyping(event.target)) return;
          if (!(command.isPossible?.() ?? true)) return;
          event.preventDefault();
          command.run();
        };
        // "?" needs Shift on most keyboards.
        return command.keys === '?'
          ? [
              ['Shift+?', act],
              ['?', act],
            ]
          : [[command.keys, act]];
      }),
    ) as Record<string, (event: KeyboardEvent) => void>;
    stop = tinykeys(window, bindings);
  });
  onUnmounted(() => stop());
}
