/** What a sample went through over the epochs of a run. */
import type { SampleDetail } from '../../../src-shared/rpc/contract.ts';
import { RUN_PARTS, type RunPart } from './order.ts';

type History = SampleDetail['history'];

/** Traces that are codes, not amounts: no curve is made of them. */
const CODES = ['partition', 'recovered', 'predicted', 'secondPredicted'];
/** Those come first, in this order. */
const FIRST = ['entropy', 'loss', 'secondLoss', 'lossDrop'];

/** Traces to be drawn as curves, of two epochs or more. */
export function curvesOfSample(history: History): History {
  const place = (metric: string): number => (FIRST.includes(metric) ? FIRST.indexOf(metric) : FIRST.length);
  return history
    .filter(({ metric, epochs }) => !CODES.includes(metric) && epochs.length > 1)
    .toSorted((a, b) => place(a.metric) - place(b.metric));
}

export interface PartSpan {
  /** Epochs, both included. */
  from: number;
  to: number;
  part: RunPart;
  /** Class number; null where no label was recovered. */
  recovered: number | null;
}

/** Stretches of epochs in which the sample was in one part with one recovered label; empty without that trace. */
export function partsOfSample(history: History): PartSpan[] {
  const parts = history.find(({ metric }) => metric === 'partition');
  if (parts === undefined) return [];
  const recovered = history.find(({ metric }) => metric === 'recovered');
  const labels = new Map(recovered?.epochs.map((epoch, i) => [epoch, recovered.values[i] ?? -1]));
  const spans: PartSpan[] = [];
  parts.epochs.forEach((epoch, i) => {
    const part = RUN_PARTS[parts.values[i] ?? 0];
    if (part === undefined) return;
    const label = labels.get(epoch) ?? -1;
    const now = { part, recovered: part === 'relabelled' && label >= 0 ? label : null };
    const last = spans.at(-1);
    if (last?.part === now.part && last.recovered === now.recovered) last.to = epoch;
    else spans.push({ from: epoch, to: epoch, ...now });
  });
  return spans;
}
