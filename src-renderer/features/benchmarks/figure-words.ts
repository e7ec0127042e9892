/** The numbers of a benchmark as a person reads them; how a language writes a number is handed in. */
import type {
  BenchmarkCell,
  BenchmarkKind,
  PaperFigures,
  Spread,
} from '../../../src-shared/domain/benchmark.ts';

export const NOTHING = '–';

export interface FigureWords {
  /** Percent without its sign; differences with plus or minus, and no sign where nothing changes. */
  percentText: (fraction: number | null | undefined, kind: BenchmarkKind, digits: number) => string;
  /** As printed: two decimals. */
  paperText: (value: number | null | undefined, kind: BenchmarkKind) => string;
  /** Mean and, over several seeds, standard deviation; they stay on one line. */
  oursText: (spread: Spread | undefined, kind: BenchmarkKind) => string;
  /** Clean accuracy and attack success of the paper, or what it says instead. */
  paperPair: (paper: PaperFigures | null, kind: BenchmarkKind) => string;
  /** The same of ours; null where there is neither of the two. */
  oursPair: (cell: BenchmarkCell, kind: BenchmarkKind) => string | null;
}

/** `fixed` writes a number with so many decimals. */
export function figureWords(fixed: (value: number, digits: number) => string): FigureWords {
  const percentText: FigureWords['percentText'] = (fraction, kind, digits) => {
    if (fraction === null || fraction === undefined) return NOTHING;
    const rounded = Number((100 * fraction).toFixed(digits));
    const text = fixed(Math.abs(rounded), digits);
    if (rounded < 0) return `−${text}`;
    return kind === 'differences' && rounded > 0 ? `+${text}` : text;
  };
  const paperText: FigureWords['paperText'] = (value, kind) => percentText(value, kind, 2);
  const oursText: FigureWords['oursText'] = (spread, kind) => {
    if (spread === undefined) return NOTHING;
    const mean = percentText(spread.mean, kind, 1);
    return spread.deviation === null ? mean : `${mean}\u00a0±\u00a0${fixed(100 * spread.deviation, 1)}`;
  };
  return {
    ...{ percentText, paperText, oursText },
    paperPair(paper, kind) {
      if (paper === null) return NOTHING;
      return (
        paper.words ?? `${paperText(paper.cleanAccuracy, kind)} / ${paperText(paper.attackSuccess, kind)}`
      );
    },
    oursPair({ ours }, kind) {
      if (ours.cleanAccuracy === undefined && ours.attackSuccess === undefined) return null;
      return `${oursText(ours.cleanAccuracy, kind)} / ${oursText(ours.attackSuccess, kind)}`;
    },
  };
}
