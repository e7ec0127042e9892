/** The stretch of a series that is in view. Pure: steps in, steps out. */

export interface SeriesWindow {
  /** First step in view and the one after the last; whole or not, `0 <= from < to <= steps - 1`. */
  from: number;
  to: number;
}

/** Fewer steps than that are not spread over the whole width. */
const FEWEST = 4;
const TICKS_AT_MOST = 5;

export function wholeWindow(steps: number): SeriesWindow {
  return { from: 0, to: Math.max(1, steps - 1) };
}

/** Narrower by `factor` (below 1) or wider (above 1), around a step that keeps its place on the screen. */
export function zoomWindow(
  { from, to }: SeriesWindow,
  factor: number,
  around: number,
  steps: number,
): SeriesWindow {
  const whole = wholeWindow(steps);
  const least = Math.min(FEWEST, whole.to);
  const width = Math.min(whole.to, Math.max(least, (to - from) * factor));
  const share = to > from ? (around - from) / (to - from) : 0.5;
  return moveWindow({ from: around - share * width, to: around + (1 - share) * width }, 0, steps);
}

/** Moved by steps, as far as there are any. */
export function moveWindow({ from, to }: SeriesWindow, by: number, steps: number): SeriesWindow {
  const end = wholeWindow(steps).to;
  const width = to - from;
  const start = Math.max(0, Math.min(end - width, from + by));
  return { from: start, to: start + width };
}

/** Whole steps at round distances. */
export function ticksOf(from: number, to: number): number[] {
  const rough = Math.max(1, (to - from) / TICKS_AT_MOST);
  const power = 10 ** Math.floor(Math.log10(rough));
  const distance = ([1, 2, 5, 10].find((one) => one * power >= rough) ?? 10) * power;
  const ticks: number[] = [];
  for (let step = Math.ceil(from / distance) * distance; step <= to; step += distance) ticks.push(step);
  return ticks;
}
