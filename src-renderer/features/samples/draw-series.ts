/** Time series as lines: one line a variable, all on one scale, or a lane each. */
import { decimateSeries, type SeriesBlock } from '../../../src-shared/math/decimate-series.ts';
import { valueRange } from '../../../src-shared/math/value-range.ts';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface LineLook {
  /** One a variable, repeated where there are more variables. */
  colors: readonly string[];
  /** In units of the context. */
  lineWidth: number;
}

/** Line colours of the theme in force. */
export function readLineColors(): readonly string[] {
  const style = getComputedStyle(document.documentElement);
  return [1, 2, 3, 4, 5, 6].map((n) => style.getPropertyValue(`--series-${n}`).trim());
}

/** All variables of one series over each other; `range` null: from its smallest to its largest value. */
export function drawSparkline(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  series: SeriesBlock,
  box: Box,
  look: LineLook,
  range: readonly [low: number, high: number] | null = null,
): void {
  // More points than half pixels are drawn for nothing.
  const drawn = decimateSeries(series, Math.max(1, Math.ceil(box.width * 2)));
  const scale = range ?? valueRange(drawn.values);
  context.save();
  context.beginPath();
  context.rect(box.x, box.y, box.width, box.height);
  context.clip();
  for (let variable = drawn.variables - 1; variable >= 0; variable--) {
    context.strokeStyle = look.colors[variable % look.colors.length] ?? '';
    traceLine(context, drawn, variable, box, scale, look.lineWidth);
  }
  context.restore();
}

/** Strokes one variable; half a line's width is kept free above and below. */
export function traceLine(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  { points, variables, values }: SeriesBlock,
  variable: number,
  box: Box,
  [low, high]: readonly [low: number, high: number],
  lineWidth: number,
): void {
  const pad = lineWidth;
  const reach = box.height - 2 * pad;
  const yOf = (value: number): number => box.y + pad + reach * (1 - (value - low) / (high - low));
  context.lineWidth = lineWidth;
  context.lineJoin = 'round';
  context.beginPath();
  if (points === 1) {
    const y = yOf(values[variable]!);
    context.moveTo(box.x, y);
    context.lineTo(box.x + box.width, y);
  }
  for (let i = 0; points > 1 && i < points; i++) {
    const x = box.x + (box.width * i) / (points - 1);
    const y = yOf(values[i * variables + variable]!);
    if (i === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  context.stroke();
}
