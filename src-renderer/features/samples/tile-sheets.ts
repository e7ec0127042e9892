/** Room for tiles of one size on a few large canvases: drawing one is a single copy, and memory stays bounded. */

const SHEET_SIDE = 1024;
/** Bytes of pixels that are kept. */
const BUDGET_BYTES = 48 * 1024 * 1024;

export interface TilePlace {
  sheet: CanvasImageSource;
  x: number;
  y: number;
  width: number;
  height: number;
}

export class TileSheets {
  readonly #width: number;
  readonly #height: number;
  readonly #perRow: number;
  readonly #perSheet: number;
  readonly #sheets: (OffscreenCanvas | null)[] = [];
  /** Slot of each tile, oldest use first (a Map keeps the order of insertion). */
  readonly #slots = new Map<number, number>();
  readonly #free: number[];

  /** `width` and `height` of a tile in pixels, neither larger than a sheet. */
  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
    this.#perRow = Math.max(1, Math.floor(SHEET_SIDE / width));
    this.#perSheet = this.#perRow * Math.max(1, Math.floor(SHEET_SIDE / height));
    const sheets = Math.max(1, Math.floor(BUDGET_BYTES / (4 * SHEET_SIDE * SHEET_SIDE)));
    const capacity = sheets * this.#perSheet;
    // The lowest slots first, so that sheets are made one after the other.
    this.#free = Array.from({ length: capacity }, (_, i) => capacity - 1 - i);
  }

  has(index: number): boolean {
    return this.#slots.has(index);
  }

  /** Null for a tile that is not here, or not any more. */
  get(index: number): TilePlace | null {
    const slot = this.#slots.get(index);
    if (slot === undefined) return null;
    // Used just now.
    this.#slots.delete(index);
    this.#slots.set(index, slot);
    return this.#placeOf(slot);
  }

  /** Gives the tile room, where it is to be drawn over what was there; the one used longest ago goes when all is full. */
  add(index: number): { place: TilePlace; context: OffscreenCanvasRenderingContext2D } {
    const slot = this.#takeSlot();
    this.#slots.set(index, slot);
    const context = this.#sheetOf(slot).getContext('2d');
    if (context === null) throw new TypeError('this browser draws no canvas');
    return { place: this.#placeOf(slot), context };
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
    return (this.#sheets[Math.floor(slot / this.#perSheet)] ??= new OffscreenCanvas(SHEET_SIDE, SHEET_SIDE));
  }

  #placeOf(slot: number): TilePlace {
    const within = slot % this.#perSheet;
    return {
      sheet: this.#sheetOf(slot),
      x: (within % this.#perRow) * this.#width,
      y: Math.floor(within / this.#perRow) * this.#height,
      width: this.#width,
      height: this.#height,
    };
  }
}
