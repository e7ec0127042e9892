/** Keys of the Inspect screen, as they act and as the help lists them. */
import { onBeforeUnmount, onMounted } from 'vue';
import type { MessageKey } from '../../i18n/index.ts';
import { screenKeys } from '../../app/overlays.ts';
import { isTyping } from '../../app/use-keys.ts';

const HELP: readonly (readonly [keys: string, title: MessageKey])[] = [
  ['← → ↑ ↓', 'help.move'],
  ['Shift + ←', 'help.extend'],
  ['P C U 0', 'help.judge'],
  ['X', 'help.toggle'],
  ['Ctrl A', 'help.all'],
  ['1 – 9', 'help.evidence'],
  ['[ ]', 'help.threshold'],
  ['{ }', 'help.thresholdCoarse'],
  ['A', 'help.advance'],
  ['D', 'help.check'],
  ['T', 'help.trigger'],
  ['/', 'help.find'],
  ['\\', 'help.detail'],
  ['Esc', 'help.clear'],
];

export interface InspectActions {
  /** Counted from 0. */
  chooseEvidence: (place: number) => void;
  /** By so many steps; a step is a thousandth of the samples. */
  moveThreshold: (steps: number) => void;
  toggleDetail: () => void;
  toggleAdvance: () => void;
  drawCheck: () => void;
  openTrigger: () => void;
}

export function useInspectKeys(actions: InspectActions): void {
  const byKey: Readonly<Record<string, () => void>> = {
    '[': () => actions.moveThreshold(-1),
    ']': () => actions.moveThreshold(1),
    '{': () => actions.moveThreshold(-10),
    '}': () => actions.moveThreshold(10),
    '\\': actions.toggleDetail,
    a: actions.toggleAdvance,
    d: actions.drawCheck,
    t: actions.openTrigger,
    '/': () => document.querySelector<HTMLInputElement>('[type="search"]')?.focus(),
  };

  function keydown(event: KeyboardEvent): void {
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = /^[1-9]$/.test(event.key)
      ? () => actions.chooseEvidence(Number(event.key) - 1)
      : byKey[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  }

  onMounted(() => {
    window.addEventListener('keydown', keydown);
    screenKeys.value = HELP;
  });
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', keydown);
    screenKeys.value = [];
  });
}
