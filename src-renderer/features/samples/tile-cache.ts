/**
 * Tiles of one dataset version, fetched in batches and kept as pieces of a few large canvases: drawing one is a single
 * copy, and memory stays bounded however far a person scrolls. The tiles looked at longest ago make room.
 */
import type { Tiles } from '../../../src-shared/rpc/contract.ts';
import { toAssayError } from '../../../src-shared/errors/assay-error.ts';
import { call } from '../../rpc/connection.ts';

const SHEET_SIDE = 1024;
/** Bytes of pixels that are kept. */
const BUDGET_BYTES = 48 * 1024 * 1024;
const BATCH = 96;
const REQUESTS_AT_ONCE = 2;
/** Larger images are scaled down on the host. */
const TILE_SIZE = 96;

export interface TilePlace {
  sheet: CanvasImageSource;
  x: number;
  y: number;
  width: number;
  height: number;
}

export class TileCache {
  readonly #versionId: number;
  readonly #onArrival: () => void;
  #height = 0;
  #width = 0;
  #perRow = 0;
  #capacity = 0;
  readonly #sheets: (OffscreenCanvas | null)[] = [];
  /** Slot of each tile, oldest use first (a Map keeps the order of insertion). */
  readonly #slots = new Map<number, number>();
  #free: number[] = [];
  readonly #awaited = new Set<number>();
  readonly #failed = new Set<number>();
  #requests = 0;
  #wanted: Int32Array = new Int32Array(0);
  #isGone = false;
  readonly #abort = new AbortController();

  constructor(versionId: number, onArrival: () => void) {
    this.#versionId = versionId;
    this.#onArrival = onArrival;
  }

  /** Null until it has arrived. */
  get(index: number): TilePlace | null {
    const slot = this.#slots.get(index);
    if (slot === undefined) return null;
    // Used just now.
    this.#slots.delete(index);
    this.#slots.set(index, slot);
    return this.#placeOf(slot);
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
    this.#slots.clear();
    this.#sheets.length = 0;
  }

  #request(): void {
    while (this.#requests < REQUESTS_AT_ONCE && !this.#isGone) {
      const batch: number[] = [];
      for (const index of this.#wanted) {
        if (batch.length === BATCH) break;
        if (!this.#slots.has(index) && !this.#awaited.has(index) && !this.#failed.has(index))
          batch.push(index);
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
      if (!this.#isGone) this.#store(batch, tiles);
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

  #store(batch: readonly number[], tiles: Tiles): void {
    if (this.#capacity === 0) this.#measure(tiles);
    const { width, height, channels, pixels } = tiles;
    const size = width * height;
    batch.forEach((index, i) => {
      const slot = this.#takeSlot();
      const { x, y } = this.#placeOf(slot);
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
      this.#contextOf(slot).putImageData(image, x, y);
      this.#slots.set(index, slot);
    });
  }

  #measure({ width, height }: Tiles): void {
    this.#width = width;
    this.#height = height;
    this.#perRow = Math.max(1, Math.floor(SHEET_SIDE / width));
    const sheetBytes = 4 * SHEET_SIDE * SHEET_SIDE;
    const sheets = Math.max(1, Math.floor(BUDGET_BYTES / sheetBytes));
    this.#capacity = sheets * this.#perSheet();
    // The lowest slots first, so that sheets are made one after the other.
    this.#free = Array.from({ length: this.#capacity }, (_, i) => this.#capacity - 1 - i);
  }

  #perSheet(): number {
    return this.#perRow * Math.max(1, Math.floor(SHEET_SIDE / this.#height));
  }

  #takeSlot(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const [oldest] = this.#slots;
    if (oldest === undefined) throw new TypeError('a cache of tiles has room for at least one');
    this.#slots.delete(oldest[0]);
    return oldest[1];
  }

  #sheetOf(slot: number): OffscreenCanvas {
    const sheet = Math.floor(slot / this.#perSheet());
    return (this.#sheets[sheet] ??= new OffscreenCanvas(SHEET_SIDE, SHEET_SIDE));
  }

  #contextOf(slot: number): OffscreenCanvasRenderingContext2D {
    const context = this.#sheetOf(slot).getContext('2d');
    if (context === null) throw new TypeError('this browser draws no canvas');
    return context;
  }

  #placeOf(slot: number): TilePlace {
    const within = slot % this.#perSheet();
    return {
      sheet: this.#sheetOf(slot),
      x: (within % this.#perRow) * this.#width,
      y: Math.floor(within / this.#perRow) * this.#height,
      width: this.#width,
      height: this.#height,
    };
  }
}
