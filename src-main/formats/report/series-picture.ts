/** Pictures of time series as SVG data URIs: one line a variable over time. */

/** Told apart by everybody who tells colours apart at all, and by lightness otherwise. */
const COLOURS = ['#1340c0', '#c4480c', '#0b7a55', '#8a3ffc', '#6b6b00', '#a3195b'];
const MARGIN = 2;

export interface SeriesLine {
  /** One value a step. */
  values: ArrayLike<number>;
  colour: string;
  isDashed: boolean;
}

export function colourOf(variable: number): string {
  return COLOURS[variable % COLOURS.length]!;
}

/** float32 [T,1,V] of one series, all variables on one scale. */
export function seriesDataUri(values: Float32Array, variables: number, width = 96, height = 48): string {
  const lines = Array.from({ length: variables }, (_, variable): SeriesLine => ({
    values: values.filter((_value, i) => i % variables === variable),
    colour: colourOf(variable),
    isDashed: false,
  }));
  return linesDataUri(lines, width, height);
}

/** Lines of equal length on one scale; the file is the same for the same values. */
export function linesDataUri(lines: readonly SeriesLine[], width: number, height: number): string {
  let low = Infinity;
  let high = -Infinity;
  for (const { values } of lines) {
    for (let i = 0; i < values.length; i++) {
      low = Math.min(low, values[i]!);
      high = Math.max(high, values[i]!);
    }
  }
  const range = high > low ? high - low : 1;
  const paths = lines.map(({ values, colour, isDashed }) => {
    const stepWidth = (width - 2 * MARGIN) / Math.max(1, values.length - 1);
    const points = Array.from(values, (value, t) => {
      const y = height - MARGIN - ((value - low) / range) * (height - 2 * MARGIN);
      return `${round(MARGIN + t * stepWidth)},${round(y)}`;
    });
    const dash = isDashed ? ' stroke-dasharray="3 2"' : '';
    return `<polyline fill="none" stroke="${colour}" stroke-width="1"${dash} points="${points.join(' ')}"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><rect width="${width}" height="${height}" fill="#ffffff"/>${paths.join('')}</svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
