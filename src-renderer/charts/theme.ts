/** Colours of charts, read from the same tokens as everything else, so that they follow the theme. */
export interface ChartColors {
  text: string;
  quiet: string;
  line: string;
  background: string;
  accent: string;
  danger: string;
  series: readonly string[];
  poison: string;
  clean: string;
  unsure: string;
  unjudged: string;
}

export function readChartColors(): ChartColors {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    text: token('text'),
    quiet: token('text-quiet'),
    line: token('border'),
    background: token('bg'),
    accent: token('accent'),
    danger: token('danger'),
    series: [1, 2, 3, 4, 5, 6].map((n) => token(`series-${n}`)),
    poison: token('poison'),
    clean: token('clean'),
    unsure: token('unsure'),
    unjudged: token('unjudged'),
  };
}

/** Lines differ by dash as well as by colour. */
export const DASHES: readonly ('solid' | 'dashed' | 'dotted' | number[])[] = [
  'solid',
  'dashed',
  'dotted',
  [8, 3, 2, 3],
  [2, 2],
  [12, 4],
];

/** What axes have in common. */
export function axisStyle(colors: ChartColors): object {
  return {
    axisLine: { lineStyle: { color: colors.line } },
    axisTick: { lineStyle: { color: colors.line } },
    axisLabel: { color: colors.quiet, fontSize: 11, hideOverlap: true },
    nameTextStyle: { color: colors.quiet, fontSize: 11 },
    splitLine: { lineStyle: { color: colors.line, opacity: 0.5 } },
  };
}

/** What tooltips have in common; each says what triggers it and what it tells. */
export function tooltipStyle(colors: ChartColors): object {
  return {
    confine: true,
    backgroundColor: colors.background,
    borderColor: colors.line,
    textStyle: { color: colors.text, fontSize: 12 },
  };
}

/** Widths of text as a canvas draws it. */
export function textWidths(font: string): (text: string) => number {
  const canvas = document.createElement('canvas').getContext('2d');
  if (canvas === null) return (text) => 7 * text.length;
  canvas.font = font;
  return (text) => canvas.measureText(text).width;
}
