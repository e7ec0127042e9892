/** What every long call of a service takes: a way to stop it and places for its news. */

export interface ProgressNews {
  stage: string;
  done: number;
  total: number;
  unit: string;
  /** Seconds left in the whole piece of work, null while unknown. */
  etaSeconds: number | null;
  metrics: Readonly<Record<string, number>>;
}

export interface Work {
  signal: AbortSignal;
  onProgress(news: ProgressNews): void;
  /** A sentence a person should read: what a stage ended with, a warning. */
  onNote(text: string): void;
}
