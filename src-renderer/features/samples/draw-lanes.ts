/** The lanes of a series in full: ground, shading, line, points where there is room for them, and the time axis. */
import { decimateSeries, type SeriesBlock } from '../../../src-shared/math/decimate-series.ts';
import { traceLine, type Box } from './draw-series.ts';
import { ticksOf, type SeriesWindow } from './series-window.ts';

export const LANE_GAP = 4;
/** Between two points, from which on each is marked. */
const MARKED_FROM = 7;

export interface LaneColors {
  /** One a variable. */
  lines: readonly string[];
  ground: string;
  border: string;
  text: string;
  mark: string;
  font: string;
}

export interface LaneScene {
  series: SeriesBlock;
  /** Smallest and largest value of each variable. */
  ranges: readonly (readonly [number, number])[];
  view: SeriesWindow;
  /** 0..1 a step. */
  overlay: Float32Array | null;
  width: number;
  /** Height of one lane. */
  lane: number;
  colors: LaneColors;
  format: (value: number) => string;
}

export function drawLanes(context: CanvasRenderingContext2D, scene: LaneScene): void {
  const { series, width, lane, colors, ranges, format, view } = scene;
  context.font = colors.font;
  // One step more on both sides, so that lines run out of the picture.
  const from = Math.max(0, Math.floor(view.from) - 1);
  const to = Math.min(series.points - 1, Math.ceil(view.to) + 1);
  const part = partOf(series, from, to);
  const pitch = width / Math.max(1e-9, view.to - view.from);
  for (let variable = 0; variable < series.variables; variable++) {
    const box = { x: 0, y: variable * (lane + LANE_GAP), width, height: lane };
    context.save();
    context.beginPath();
    context.rect(box.x, box.y, box.width, box.height);
    context.clip();
    context.fillStyle = colors.ground;
    context.fillRect(box.x, box.y, box.width, box.height);
    if (scene.overlay !== null) shade(context, scene.overlay, view, box, colors.mark);
    const color = colors.lines[variable % colors.lines.length] ?? '';
    context.strokeStyle = color;
    context.fillStyle = color;
    const drawn = decimateSeries(part, Math.max(1, Math.ceil(2 * width)));
    const inner = {
      x: (from - view.from) * pitch,
      y: box.y + 3,
      width: Math.max(1e-9, (to - from) * pitch),
      height: lane - 6,
    };
    const range = ranges[variable] ?? [0, 1];
    traceLine(context, drawn, variable, inner, range, 1.4);
    if (pitch >= MARKED_FROM) markPoints(context, part, variable, inner, range);
    label(context, scene, variable, box, format(range[1]), format(range[0]));
    context.restore();
    context.strokeStyle = colors.border;
    context.lineWidth = 1;
    context.strokeRect(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1);
  }
  drawAxis(context, scene, series.variables * (lane + LANE_GAP) - LANE_GAP);
}

function partOf({ variables, values }: SeriesBlock, from: number, to: number): SeriesBlock {
  return {
    points: to - from + 1,
    variables,
    values: values.subarray(from * variables, (to + 1) * variables),
  };
}

/** One stripe a step, or the strongest of the steps that share a pixel. */
function shade(
  context: CanvasRenderingContext2D,
  overlay: Float32Array,
  { from, to }: SeriesWindow,
  box: Box,
  color: string,
): void {
  context.fillStyle = color;
  const pitch = box.width / Math.max(1e-9, to - from);
  const stripe = Math.max(1, pitch);
  for (let x = -stripe / 2; x < box.width; x += stripe) {
    const first = Math.round(from + (x + (pitch >= 1 ? stripe / 2 : 0)) / pitch);
    const last = pitch >= 1 ? first : Math.round(from + (x + stripe) / pitch);
    let strength = 0;
    for (let step = Math.max(0, first); step <= Math.min(overlay.length - 1, last); step++)
      strength = Math.max(strength, overlay[step]!);
    context.globalAlpha = 0.6 * strength;
    if (strength > 0) context.fillRect(x, box.y, stripe, box.height);
  }
  context.globalAlpha = 1;
}

function markPoints(
  context: CanvasRenderingContext2D,
  { points, variables, values }: SeriesBlock,
  variable: number,
  box: Box,
  [low, high]: readonly [number, number],
): void {
  for (let i = 0; i < points; i++) {
    const x = box.x + (points === 1 ? 0 : (box.width * i) / (points - 1));
    const share = (values[i * variables + variable]! - low) / (high - low);
    context.beginPath();
    context.arc(x, box.y + 1.4 + (box.height - 2.8) * (1 - share), 2, 0, 2 * Math.PI);
    context.fill();
  }
}

/** The variable's number and the ends of its scale, on a ground of their own so that lines do not cross them. */
function label(
  context: CanvasRenderingContext2D,
  { lane, width, series, colors }: LaneScene,
  variable: number,
  box: Box,
  high: string,
  low: string,
): void {
  const write = (text: string, x: number, y: number, align: 'left' | 'right'): void => {
    const size = context.measureText(text).width;
    context.globalAlpha = 0.75;
    context.fillStyle = colors.ground;
    context.fillRect(align === 'left' ? x - 2 : x - size - 2, y - 10, size + 4, 13);
    context.globalAlpha = 1;
    context.fillStyle = colors.text;
    context.textAlign = align;
    context.fillText(text, x, y);
  };
  write(high, width - 4, box.y + 12, 'right');
  if (lane >= 36) write(low, width - 4, box.y + lane - 4, 'right');
  if (series.variables > 1) write(String(variable + 1), 5, box.y + 12, 'left');
}

function drawAxis(context: CanvasRenderingContext2D, { view, width, colors }: LaneScene, y: number): void {
  context.fillStyle = colors.text;
  const pitch = width / Math.max(1e-9, view.to - view.from);
  for (const step of ticksOf(view.from, view.to)) {
    const x = (step - view.from) * pitch;
    context.textAlign = x < 14 ? 'left' : x > width - 14 ? 'right' : 'center';
    context.fillText(String(step), Math.max(0, Math.min(width, x)), y + 13);
  }
}
