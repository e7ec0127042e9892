/**
 * Where the tiles of a grid lie, in CSS pixels. Rows are arithmetic, so a jump to any place costs the same. A position is a
 * place in the order shown, from 0.
 */
import { computed, ref, type ComputedRef, type Ref } from 'vue';

const GAP = 6;
/** Browsers cut elements that are taller. */
const TALLEST = 16_000_000;

export interface GridLayout {
  columns: ComputedRef<number>;
  rows: ComputedRef<number>;
  /** Of what is scrolled: less than the rows take where they are taller than an element may be. */
  spacerHeight: ComputedRef<number>;
  /** Takes over the size of the scrolling element and returns it; null before there is one. */
  measure: () => { width: number; height: number } | null;
  /** Tiles that are seen at once in whole rows, at least one row. */
  page: () => number;
  /** Positions of which something is seen, the last one left out. */
  visibleRange: () => [first: number, last: number];
  /** The upper left corners of the tiles from `first` to before `last`, over what is seen. */
  corners: (first: number, last: number) => Iterable<{ position: number; x: number; y: number }>;
  /** At a point of the window; null beside all tiles. */
  positionAt: (event: MouseEvent) => number | null;
  /** Scrolls no further than the tile needs to be seen; nowhere below 0. */
  scrollTo: (position: number) => void;
}

/** `count` tiles with a side of `tileSize`, seen through `scroller`. */
export function useGridLayout(
  scroller: Readonly<Ref<HTMLElement | null>>,
  count: () => number,
  tileSize: () => number,
): GridLayout {
  const width = ref(0);
  const height = ref(0);
  const pitch = computed(() => tileSize() + GAP);
  const columns = computed(() => Math.max(1, Math.floor((width.value - GAP) / pitch.value)));
  const rows = computed(() => Math.ceil(count() / columns.value));
  const fullHeight = computed(() => rows.value * pitch.value + GAP);
  const spacerHeight = computed(() => Math.min(fullHeight.value, TALLEST));

  /** Scrolling of the element, stretched where the rows are taller than it may be. */
  function top(): number {
    const element = scroller.value;
    if (element === null) return 0;
    const reach = spacerHeight.value - height.value;
    return reach <= 0 ? 0 : (element.scrollTop / reach) * (fullHeight.value - height.value);
  }

  return {
    ...{ columns, rows, spacerHeight },
    measure() {
      const element = scroller.value;
      if (element === null) return null;
      width.value = element.clientWidth;
      height.value = element.clientHeight;
      return { width: width.value, height: height.value };
    },
    page: () => Math.max(1, Math.floor(height.value / pitch.value)) * columns.value,
    visibleRange() {
      const from = top();
      const firstRow = Math.max(0, Math.floor((from - GAP) / pitch.value));
      const lastRow = Math.ceil((from + height.value) / pitch.value);
      return [firstRow * columns.value, Math.min(count(), lastRow * columns.value)];
    },
    *corners(first, last) {
      const from = top();
      for (let position = first; position < last; position++) {
        const x = GAP + (position % columns.value) * pitch.value;
        const y = GAP + Math.floor(position / columns.value) * pitch.value - from;
        yield { position, x, y };
      }
    },
    positionAt({ clientX, clientY }) {
      const box = scroller.value?.getBoundingClientRect();
      if (box === undefined) return null;
      const column = Math.floor((clientX - box.left - GAP) / pitch.value);
      const row = Math.floor((clientY - box.top - GAP + top()) / pitch.value);
      if (column < 0 || column >= columns.value || row < 0) return null;
      return row * columns.value + column;
    },
    scrollTo(position) {
      const element = scroller.value;
      if (element === null || position < 0) return;
      const y = Math.floor(position / columns.value) * pitch.value;
      const now = top();
      let wanted = now;
      if (y < now) wanted = y;
      else if (y + pitch.value + GAP > now + height.value) wanted = y + pitch.value + GAP - height.value;
      if (wanted === now) return;
      const reach = fullHeight.value - height.value;
      element.scrollTop = reach <= 0 ? 0 : (wanted / reach) * (spacerHeight.value - height.value);
    },
  };
}
