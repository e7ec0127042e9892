/** The one sample of a grid that is in focus, and the range that grows from it: by keys, by pointer, and by other screens. */
import { computed, watch, type ComputedRef, type Ref } from 'vue';
import type { Selection } from './selection.ts';

export interface GridFocus {
  /** Where the sample in focus is shown; -1 where it is not. */
  focusedPosition: ComputedRef<number>;
  /** To a place in the order, or to the nearest there is; extends the selection to it if asked. */
  moveTo: (position: number, isExtending: boolean) => void;
  /** To a sample if it is shown. */
  focusSample: (index: number) => void;
  /** Selects it alone, the range up to it, or it with the others. */
  pick: (index: number, how: 'alone' | 'range' | 'with') => void;
}

export interface FocusedGrid {
  /** Sample indices, in the order shown. */
  order: Int32Array;
  /** One a sample. */
  verdicts: ArrayLike<number>;
  selection: Selection;
}

/** Keeps the focus on a sample that is shown; `scrollTo` brings a position into view. */
export function useGridFocus(
  grid: Readonly<FocusedGrid>,
  focused: Ref<number | null>,
  scrollTo: (position: number) => void,
): GridFocus {
  /** Where a range that Shift extends began. */
  let anchor: number | null = null;
  /** Position of each sample in the order; made when it is first needed. */
  let positions: Int32Array | null = null;

  function positionOf(index: number | null): number {
    if (index === null) return -1;
    if (positions === null) {
      positions = new Int32Array(grid.verdicts.length).fill(-1);
      for (let i = 0; i < grid.order.length; i++) positions[grid.order[i]!] = i;
    }
    return positions[index] ?? -1;
  }

  watch(
    () => grid.order,
    () => {
      positions = null;
      if (positionOf(anchor) < 0) anchor = null;
      if (positionOf(focused.value) < 0) focused.value = grid.order[0] ?? null;
    },
    { immediate: true },
  );

  function extendTo(index: number): void {
    const from = positionOf(anchor ?? focused.value ?? index);
    const to = positionOf(index);
    anchor ??= focused.value;
    if (from < 0 || to < 0) return;
    grid.selection.set(grid.order.subarray(Math.min(from, to), Math.max(from, to) + 1));
  }

  return {
    focusedPosition: computed(() => {
      void grid.order;
      return positionOf(focused.value);
    }),
    moveTo(position, isExtending) {
      const last = grid.order.length - 1;
      if (last < 0) return;
      const index = grid.order[Math.max(0, Math.min(last, position))]!;
      if (isExtending) extendTo(index);
      else anchor = null;
      focused.value = index;
      scrollTo(positionOf(index));
    },
    focusSample(index) {
      if (positionOf(index) < 0) return;
      focused.value = index;
      scrollTo(positionOf(index));
    },
    pick(index, how) {
      if (how === 'range') extendTo(index);
      else if (how === 'with') grid.selection.toggle(index);
      else {
        grid.selection.set([index]);
        anchor = index;
      }
      focused.value = index;
    },
  };
}
