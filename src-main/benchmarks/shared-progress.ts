/** One progress for several runs at once: what share of all is done, with the parts of those that are going on. */
import type { ProgressNews } from '../../src-shared/domain/job.ts';

interface Going {
  beganAt: number;
  /** Seconds it still takes; null while unknown. */
  left: number | null;
}

export interface SharedProgressRequest {
  /** Runs of the whole benchmark, and those of them that were done before. */
  total: number;
  done: number;
  parallel: number;
  /** Seconds of all runs that were not begun yet; null while unknown. */
  waiting: () => number | null;
  onProgress: (news: ProgressNews) => void;
  /** Seconds since any fixed time. */
  now: () => number;
}

export class SharedProgress {
  readonly #request: SharedProgressRequest;
  readonly #going = new Map<string, Going>();
  #done: number;

  constructor(request: SharedProgressRequest) {
    this.#request = request;
    this.#done = request.done;
  }

  /** `seconds`: what it is thought to take; null while unknown. */
  begin(key: string, seconds: number | null): void {
    this.#going.set(key, { beganAt: this.#request.now(), left: seconds });
    this.#tell();
  }

  update(key: string, { etaSeconds }: ProgressNews): void {
    const going = this.#going.get(key);
    if (going === undefined) return;
    going.left = etaSeconds ?? going.left;
    this.#tell();
  }

  end(key: string): void {
    this.#going.delete(key);
    this.#done++;
    this.#tell();
  }

  #tell(): void {
    const { total, now, onProgress } = this.#request;
    const parts = [...this.#going.values()].map(({ beganAt, left }) => {
      const taken = now() - beganAt;
      return left === null ? 0 : taken / Math.max(taken + left, Number.MIN_VALUE);
    });
    onProgress({
      stage: 'several runs at once',
      // Halves of two runs are not a run that is done: it is told in percent.
      done: Math.floor((100 * (this.#done + parts.reduce((sum, part) => sum + part, 0))) / total),
      total: 100,
      unit: '%',
      etaSeconds: this.#left(),
      metrics: {},
    });
  }

  #left(): number | null {
    const { parallel, waiting } = this.#request;
    const lefts = [...this.#going.values()].map(({ left }) => left);
    const later = waiting();
    if (later === null || lefts.includes(null)) return null;
    const known = lefts.filter((left) => left !== null);
    const together = (later + known.reduce((sum, left) => sum + left, 0)) / parallel;
    return Math.max(together, ...known, 0);
  }
}
