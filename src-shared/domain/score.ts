/** One number per training sample from a run, with the end of its scale that is suspicious. */
export interface ScoreMetric {
  id: string;
  title: string;
  unit: string;
  suspicious: 'low' | 'high';
}

/** Which samples a run put into which of its subsets, e.g. `poisoned` (isolated) and `clean`. */
export interface Subset {
  name: string;
  /** Sample indices, most extreme first. */
  indices: Int32Array;
}

export type VerdictValue = 'poison' | 'clean' | 'unsure';

/** A person's or a rule's judgement of a sample; the journal is append-only, the latest entry counts. */
export interface Verdict {
  versionId: number;
  sampleIndex: number;
  value: VerdictValue | null;
  author: string;
  reason: string;
  createdAt: string;
}
