/** Tells the help which keys the screen in view has, while it is in view. */
import { onBeforeUnmount, onMounted } from 'vue';
import { screenKeys } from '../../app/overlays.ts';

export function useScreenKeys(keys: (typeof screenKeys)['value']): void {
  onMounted(() => (screenKeys.value = keys));
  onBeforeUnmount(() => (screenKeys.value = []));
}
