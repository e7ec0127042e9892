/** How one tile looks: the picture, the mark of its verdict, its frame. */
import { readLineColors } from './draw-series.ts';
import type { TilePlace } from './tile-sheets.ts';

export interface TileColors {
  background: string;
  /** Under the lines of series. */
  tile: string;
  poison: string;
  clean: string;
  unsure: string;
  accent: string;
  danger: string;
  page: string;
  text: string;
  /** Of series, one a variable. */
  lines: readonly string[];
}

export interface TileState {
  place: TilePlace | null;
  hasFailed: boolean;
  verdict: number;
  isSelected: boolean;
  isFocused: boolean;
  isFlagged: boolean;
}

export function readTileColors(): TileColors {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    background: token('tile-bg'),
    tile: token('bg-raised'),
    poison: token('poison'),
    clean: token('clean'),
    unsure: token('unsure'),
    accent: token('accent'),
    danger: token('danger'),
    page: token('bg'),
    text: token('text-quiet'),
    lines: readLineColors(),
  };
}

export function drawTile(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  size: number,
  state: TileState,
  colors: TileColors,
): void {
  const { place } = state;
  if (place === null) {
    context.fillStyle = colors.background;
    context.fillRect(x, y, size, size);
    if (state.hasFailed) {
      context.strokeStyle = colors.danger;
      context.strokeRect(x + 4, y + 4, size - 8, size - 8);
    }
  } else {
    const scale = size / Math.max(place.width, place.height);
    const [width, height] = [place.width * scale, place.height * scale];
    // A tile never changes its proportions.
    if (width < size || height < size) {
      context.fillStyle = colors.background;
      context.fillRect(x, y, size, size);
    }
    context.imageSmoothingEnabled = scale < 1;
    context.drawImage(
      place.sheet,
      place.x,
      place.y,
      place.width,
      place.height,
      x + (size - width) / 2,
      y + (size - height) / 2,
      width,
      height,
    );
  }
  if (state.isFlagged) {
    context.fillStyle = colors.danger;
    context.fillRect(x, y + size - 3, size, 3);
  }
  if (state.verdict !== 0) drawMark(context, x + 2, y + 2, Math.min(14, size / 3), state.verdict, colors);
  if (state.isSelected) {
    context.strokeStyle = colors.accent;
    context.lineWidth = 2;
    context.strokeRect(x - 1, y - 1, size + 2, size + 2);
  }
  if (state.isFocused) {
    context.strokeStyle = colors.accent;
    context.lineWidth = 2;
    context.setLineDash([4, 3]);
    context.strokeRect(x - 3, y - 3, size + 6, size + 6);
    context.setLineDash([]);
  }
}

/** Triangle, circle, diamond; on a ring of the page's colour, so that it stands out from any picture. */
function drawMark(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  size: number,
  verdict: number,
  colors: TileColors,
): void {
  const half = size / 2;
  context.beginPath();
  if (verdict === 1) {
    context.moveTo(x + half, y);
    context.lineTo(x + size, y + size);
    context.lineTo(x, y + size);
    context.closePath();
  } else if (verdict === 2) {
    context.arc(x + half, y + half, half, 0, 2 * Math.PI);
  } else {
    context.moveTo(x + half, y);
    context.lineTo(x + size, y + half);
    context.lineTo(x + half, y + size);
    context.lineTo(x, y + half);
    context.closePath();
  }
  context.lineWidth = 3;
  context.strokeStyle = colors.page;
  context.stroke();
  context.fillStyle = [colors.page, colors.poison, colors.clean, colors.unsure][verdict] ?? colors.page;
  context.fill();
}
