/** The picture of a grid: one canvas of the tiles that are seen, drawn again when anything about them changes. */
import { onBeforeUnmount, onMounted, watch, type Ref } from 'vue';
import { theme } from '../../app/session.ts';
import { connectionCount } from '../../rpc/connection.ts';
import { drawTile, readTileColors } from './draw-tile.ts';
import type { Selection } from './selection.ts';
import { TileCache, type SeriesLook } from './tile-cache.ts';
import type { GridLayout } from './use-grid-layout.ts';

export interface GridTiles {
  versionId: number;
  /** Sample indices, in the order shown. */
  order: Int32Array;
  /** Codes, one a sample. */
  verdicts: Uint8Array;
  flagged?: Uint8Array | null | undefined;
  selection: Selection;
  /** Side of a tile in CSS pixels. */
  tileSize: number;
}

/** Null before they are there. */
export interface GridElements {
  canvas: Readonly<Ref<HTMLCanvasElement | null>>;
  scroller: Readonly<Ref<HTMLElement | null>>;
}

const FETCH_MS = 24;

/** Draws into `canvas`, which is kept as large as `scroller`; returns what asks for another drawing, e.g. after a scroll. */
export function useGridTiles(
  tiles: Readonly<GridTiles>,
  focused: Readonly<Ref<number | null>>,
  layout: GridLayout,
  { canvas, scroller }: GridElements,
): () => void {
  let colors = readTileColors();
  let cache: TileCache | null = null;
  let frame = 0;
  let fetchTimer: ReturnType<typeof setTimeout> | null = null;
  let observer: ResizeObserver | null = null;
  let seen = { width: 0, height: 0 };

  function requestDraw(): void {
    if (frame === 0) frame = requestAnimationFrame(draw);
  }

  function draw(): void {
    frame = 0;
    const surface = canvas.value;
    const context = surface?.getContext('2d');
    if (!surface || !context || cache === null) return;
    const ratio = window.devicePixelRatio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, seen.width, seen.height);
    const isOn = tiles.selection.mask.value;
    let isMissing = false;
    for (const { position, x, y } of layout.corners(...layout.visibleRange())) {
      const index = tiles.order[position]!;
      const place = cache.get(index);
      isMissing ||= place === null;
      drawTile(
        context,
        x,
        y,
        tiles.tileSize,
        {
          place,
          hasFailed: cache.hasFailed(index),
          verdict: tiles.verdicts[index] ?? 0,
          isSelected: isOn[index] === 1,
          isFocused: index === focused.value,
          isFlagged: tiles.flagged?.[index] === 1,
        },
        colors,
      );
    }
    if (isMissing) fetchSoon();
  }

  /** Not at every frame of a fast scroll: what is passed by need not be fetched. */
  function fetchSoon(): void {
    fetchTimer ??= setTimeout(() => {
      fetchTimer = null;
      const [first, last] = layout.visibleRange();
      const ahead = Math.min(tiles.order.length, last + 2 * (last - first));
      cache?.want(tiles.order.subarray(first, ahead));
    }, FETCH_MS);
  }

  function measure(): void {
    const surface = canvas.value;
    const size = layout.measure();
    if (size === null || surface === null) return;
    seen = size;
    const ratio = window.devicePixelRatio;
    surface.width = Math.max(1, Math.round(seen.width * ratio));
    surface.height = Math.max(1, Math.round(seen.height * ratio));
    surface.style.width = `${seen.width}px`;
    surface.style.height = `${seen.height}px`;
    requestDraw();
  }

  onMounted(() => {
    observer = new ResizeObserver(measure);
    if (scroller.value !== null) observer.observe(scroller.value);
    measure();
  });
  onBeforeUnmount(() => {
    observer?.disconnect();
    cache?.dispose();
    cancelAnimationFrame(frame);
    if (fetchTimer !== null) clearTimeout(fetchTimer);
  });

  /** Lines are drawn for the pixels of this screen; images are not drawn anew. */
  function seriesLook(): SeriesLook {
    const ratio = window.devicePixelRatio;
    const side = Math.round(tiles.tileSize * ratio);
    return { side, ratio, lines: colors.lines, background: colors.tile };
  }

  watch(
    [() => tiles.versionId, connectionCount],
    () => {
      cache?.dispose();
      cache = new TileCache(tiles.versionId, seriesLook(), requestDraw);
      requestDraw();
    },
    { immediate: true },
  );
  watch(
    () => tiles.tileSize,
    () => cache?.setLook(seriesLook()),
  );
  watch(
    [
      () => tiles.order,
      () => tiles.verdicts,
      () => tiles.flagged,
      () => tiles.tileSize,
      tiles.selection.mask,
      focused,
      layout.columns,
    ],
    requestDraw,
  );
  watch(
    theme,
    () =>
      requestAnimationFrame(() => {
        colors = readTileColors();
        cache?.setLook(seriesLook());
        requestDraw();
      }),
    { flush: 'post' },
  );

  return requestDraw;
}
