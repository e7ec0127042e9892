/**
 * Progress on standard error: one line rewritten in place on a terminal; elsewhere a line at the start of each stage
 * and then at most one every fifteen seconds.
 */
import type { ProgressNews } from '../host/create-host.ts';
import { count, duration } from './words.ts';

/** As much of a stream as is needed, so that a test can read what was written. */
export interface TextSink {
  isTTY?: boolean | undefined;
  columns?: number | undefined;
  write(text: string): unknown;
}

export interface ProgressOptions {
  sink: TextSink;
  isQuiet: boolean;
  useColor: boolean;
  /** Milliseconds. */
  now: () => number;
}

const REDRAW_MS = 100;
const SPARSE_MS = 15_000;
const BAR_WIDTH = 24;
const USUAL_WIDTH = 99;
const CLEAR_LINE = '\r\u001b[2K';

export class ProgressDisplay {
  readonly #options: ProgressOptions;
  readonly #isInPlace: boolean;
  #stage = '';
  #shownAt = -Infinity;
  #isLineOpen = false;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#isInPlace = options.sink.isTTY === true;
  }

  update(news: ProgressNews): void {
    if (this.#options.isQuiet) return;
    const now = this.#options.now();
    const isNewStage = news.stage !== this.#stage;
    const interval = this.#isInPlace ? REDRAW_MS : SPARSE_MS;
    if (!isNewStage && now - this.#shownAt < interval) return;
    if (isNewStage && this.#isLineOpen) this.#write('\n');
    this.#stage = news.stage;
    this.#shownAt = now;
    if (this.#isInPlace) {
      // A terminal that was never told its size has none.
      const columns = this.#options.sink.columns ?? 0;
      const width = columns > 0 ? Math.max(20, columns - 1) : USUAL_WIDTH;
      this.#write(CLEAR_LINE + this.#bar(news, width));
      this.#isLineOpen = true;
    } else {
      this.#write(`${plain(news)}\n`);
    }
  }

  /** A sentence above the bar. */
  note(text: string): void {
    if (this.#options.isQuiet) return;
    if (this.#isLineOpen) this.#write(CLEAR_LINE);
    this.#isLineOpen = false;
    this.#write(`${text}\n`);
  }

  /** Leaves the cursor at the start of a line. Call before anything else is printed. */
  end(): void {
    if (this.#isLineOpen) this.#write('\n');
    this.#isLineOpen = false;
    this.#stage = '';
  }

  #bar(news: ProgressNews, width: number): string {
    const share = shareOf(news);
    const filled = Math.round(share * BAR_WIDTH);
    const bar = `${'='.repeat(filled)}${filled < BAR_WIDTH ? '>' : ''}`.slice(0, BAR_WIDTH).padEnd(BAR_WIDTH);
    const text = `[${bar}] ${plain(news)}`.slice(0, width);
    return this.#options.useColor ? text.replace(bar, `\u001b[36m${bar}\u001b[39m`) : text;
  }

  #write(text: string): void {
    this.#options.sink.write(text);
  }
}

function shareOf(news: ProgressNews): number {
  return news.total > 0 ? Math.min(1, news.done / news.total) : 0;
}

function plain(news: ProgressNews): string {
  const parts = [
    `${news.stage}: ${count(news.done)}${news.total > 0 ? ` of ${count(news.total)}` : ''} ${news.unit}`,
  ];
  const loss = news.metrics['loss'];
  if (loss !== undefined) parts.push(`loss ${loss.toPrecision(3)}`);
  if (news.etaSeconds !== null) parts.push(`about ${duration(news.etaSeconds)} left`);
  return parts.join(', ');
}
