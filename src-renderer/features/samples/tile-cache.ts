/**
 * Tiles of one dataset version, fetched in batches and kept as pieces of a few large canvases. The tiles looked at
 * longest ago make room. Of series the numbers are kept too, as their lines are drawn anew for each size and theme.
 */
import type { SeriesBlock } from '../../../src-shared/math/decimate-series.ts';
import type { ImageTiles, SeriesTiles } from '../../../src-shared/rpc/contract.ts';
import { toAssayError } from '../../../src-shared/errors/assay-error.ts';
import { call } from '../../rpc/connection.ts';
import { drawSparkline } from './draw-series.ts';
import { TileSheets, type TilePlace } from './tile-sheets.ts';

const BATCH = 96;
const REQUESTS_AT_ONCE = 2;
/** Larger samples are scaled down on the host. */
const TILE_SIZE = 96;
/** Bytes of series that are kept. */
const SERIES_BUDGET_BYTES = 24 * 1024 * 1024;
/** Of the side of a tile, around the lines. */
const SERIES_MARGIN = 0.06;

/** How lines are drawn on tiles. */
export interface SeriesLook {
  /** Side of a tile in pixels of the screen. */
  side: number;
  /** Pixels of the screen in a CSS pixel. */
  ratio: number;
  lines: readonly string[];
  background: string;
}

export class TileCache {
  readonly #versionId: number;
  readonly #onArrival: () => void;
  #sheets: TileSheets | null = null;
  /** Oldest use first; empty where samples are images. */
  readonly #series = new Map<number, SeriesBlock>();
  #look: SeriesLook;
  readonly #awaited = new Set<number>();
  readonly #failed = new Set<number>();
  #requests = 0;
  #wanted: Int32Array = new Int32Array(0);
  #isGone = false;
  readonly #abort = new AbortController();

  constructor(versionId: number, look: SeriesLook, onArrival: () => void) {
    this.#versionId = versionId;
    this.#look = look;
    this.#onArrival = onArrival;
  }

  /** Images are drawn as they are; lines are drawn again when they are next asked for. */
  setLook(look: SeriesLook): void {
    this.#look = look;
    if (this.#series.size > 0) this.#sheets = new TileSheets(look.side, look.side);
  }

  /** Null until it has arrived. What it returns is to be copied before the next tile is asked for. */
  get(index: number): TilePlace | null {
    const place = this.#sheets?.get(index) ?? null;
    if (place !== null) return place;
    const series = this.#series.get(index);
    if (series === undefined) return null;
    this.#series.delete(index);
    this.#series.set(index, series);
    return this.#drawSeries(index, series);
  }

  hasFailed(index: number): boolean {
    return this.#failed.has(index);
  }

  /** Asks for what is missing of these, the first ones first; what was asked for before and is not seen any more waits. */
  want(indices: Int32Array): void {
    this.#wanted = indices;
    this.#request();
  }

  dispose(): void {
    this.#isGone = true;
    this.#abort.abort();
    this.#sheets = null;
    this.#series.clear();
  }

  #isHere(index: number): boolean {
    return this.#series.has(index) || this.#sheets?.has(index) === true;
  }

  #request(): void {
    while (this.#requests < REQUESTS_AT_ONCE && !this.#isGone) {
      const batch: number[] = [];
      for (const index of this.#wanted) {
        if (batch.length === BATCH) break;
        if (!this.#isHere(index) && !this.#awaited.has(index) && !this.#failed.has(index)) batch.push(index);
      }
      if (batch.length === 0) return;
      void this.#fetch(batch);
    }
  }

  async #fetch(batch: number[]): Promise<void> {
    this.#requests++;
    for (const index of batch) this.#awaited.add(index);
    try {
      const args = { versionId: this.#versionId, indices: Int32Array.from(batch), size: TILE_SIZE };
      const tiles = await call('samples.tiles', args, { signal: this.#abort.signal });
      if (!this.#isGone && tiles.modality === 'image') this.#storeImages(batch, tiles);
      if (!this.#isGone && tiles.modality === 'series') this.#storeSeries(batch, tiles);
    } catch (thrown) {
      // A lost connection comes back; anything else is a tile that cannot be read.
      if (!['rpc.closed', 'run.cancelled'].includes(toAssayError(thrown).code)) {
        for (const index of batch) this.#failed.add(index);
      }
    } finally {
      this.#requests--;
      for (const index of batch) this.#awaited.delete(index);
    }
    if (this.#isGone) return;
    this.#onArrival();
    this.#request();
  }

  #storeImages(batch: readonly number[], { width, height, channels, pixels }: ImageTiles): void {
    const sheets = (this.#sheets ??= new TileSheets(width, height));
    const size = width * height;
    batch.forEach((index, i) => {
      const image = new ImageData(width, height);
      const { data } = image;
      for (let p = 0; p < size; p++) {
        const from = (i * size + p) * channels;
        const red = pixels[from]!;
        data[4 * p] = red;
        data[4 * p + 1] = channels === 1 ? red : pixels[from + 1]!;
        data[4 * p + 2] = channels === 1 ? red : pixels[from + 2]!;
        data[4 * p + 3] = 255;
      }
      const { place, context } = sheets.add(index);
      context.putImageData(image, place.x, place.y);
    });
  }

  #storeSeries(batch: readonly number[], { points, variables, values }: SeriesTiles): void {
    const size = points * variables;
    batch.forEach((index, i) => {
      this.#series.set(index, { points, variables, values: values.slice(i * size, (i + 1) * size) });
    });
    const kept = Math.max(BATCH, Math.floor(SERIES_BUDGET_BYTES / (4 * size)));
    for (const index of this.#series.keys()) {
      if (this.#series.size <= kept) break;
      this.#series.delete(index);
    }
  }

  #drawSeries(index: number, series: SeriesBlock): TilePlace {
    const { side, ratio, lines, background } = this.#look;
    const sheets = (this.#sheets ??= new TileSheets(side, side));
    const { place, context } = sheets.add(index);
    context.fillStyle = background;
    context.fillRect(place.x, place.y, side, side);
    const margin = Math.max(ratio, side * SERIES_MARGIN);
    const inner = side - 2 * margin;
    const box = { x: place.x + margin, y: place.y + margin, width: inner, height: inner };
    const lineWidth = ratio * (series.variables > 1 || side < 80 * ratio ? 1.1 : 1.4);
    drawSparkline(context, series, box, { colors: lines, lineWidth });
    return place;
  }
}
