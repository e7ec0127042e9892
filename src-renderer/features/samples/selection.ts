/** The one selection that grid, map, histogram and detail share. */
import { shallowRef, triggerRef, type ShallowRef } from 'vue';

export interface Selection {
  /** One byte a sample, 1 = selected. Read it after `changes`, which says that it changed. */
  readonly mask: ShallowRef<Uint8Array>;
  count(): number;
  indices(): Int32Array;
  set(indices: ArrayLike<number>): void;
  add(indices: ArrayLike<number>): void;
  toggle(index: number): void;
  clear(): void;
}

export function createSelection(): Selection & { resize(total: number): void } {
  const mask = shallowRef(new Uint8Array(0));
  let count = 0;
  const mark = (indices: ArrayLike<number>): void => {
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i]!;
      if (mask.value[index] === 1) continue;
      mask.value[index] = 1;
      count++;
    }
  };
  return {
    mask,
    resize(total) {
      mask.value = new Uint8Array(total);
      count = 0;
    },
    count: () => {
      void mask.value;
      return count;
    },
    indices() {
      const list = new Int32Array(count);
      let at = 0;
      mask.value.forEach((bit, index) => {
        if (bit === 1) list[at++] = index;
      });
      return list;
    },
    set(indices) {
      mask.value.fill(0);
      count = 0;
      mark(indices);
      triggerRef(mask);
    },
    add(indices) {
      mark(indices);
      triggerRef(mask);
    },
    toggle(index) {
      const isOn = mask.value[index] === 1;
      mask.value[index] = isOn ? 0 : 1;
      count += isOn ? -1 : 1;
      triggerRef(mask);
    },
    clear() {
      mask.value.fill(0);
      count = 0;
      triggerRef(mask);
    },
  };
}

/** What a verdict is for: the selection when there is one, else the sample in focus. */
export function judgedBy(selection: Selection, focused: number | null): Int32Array {
  if (selection.count() > 1) return selection.indices();
  return focused === null ? selection.indices() : Int32Array.of(focused);
}
