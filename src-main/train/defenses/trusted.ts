/**
 * What repair methods have in common: trusted samples, half of which teach and half of which decide how far a repair may
 * go, and stages that measure or decide without an update.
 */
import type { Rng } from '../../../src-shared/math/rng.ts';
import type { DefenseContext } from '../loop/context.ts';
import { runStage } from '../loop/run-stage.ts';
import { descend } from '../loop/step.ts';
import { agreementWithLabels } from '../metrics/predict-samples.ts';
import { constant } from '../optim/schedules.ts';
import { percent } from './percent.ts';

/** Rows of the training data, ascending; none is in both. */
export interface TrustedHalves {
  /** What a repair learns from. */
  learn: Int32Array;
  /** What thresholds are chosen on; a repair learns nothing from them. */
  check: Int32Array;
}

/** Deals each class out in turns, so that both halves know every class that has two trusted samples. */
export function halveTrusted(trusted: Int32Array, labels: Int32Array, rng: Rng): TrustedHalves {
  const dealt = rng.shuffle(Int32Array.from(trusted));
  // A stable sort: within a class the order stays random.
  dealt.sort((a, b) => labels[a]! - labels[b]!);
  return {
    learn: dealt.filter((_, turn) => turn % 2 === 0).sort(),
    check: dealt.filter((_, turn) => turn % 2 === 1).sort(),
  };
}

/** Halves the trusted samples and measures the model as it came, as a stage of its own that results are compared with. */
export async function beginRepair(context: DefenseContext): Promise<TrustedHalves> {
  const { data, session, trusted, rng } = context;
  const halves = halveTrusted(trusted, data.labels, rng.fork('trusted/halves'));
  await runDecision(context, 'base', async () => {
    const before = await agreementWithLabels(context, halves.check);
    session.notes['trustedAccuracyBefore'] = before;
    return [
      `${percent(before)} of ${halves.check.length} trusted samples that the repair does not learn from are predicted as labelled.`,
      ...missingClasses(context),
    ];
  });
  return halves;
}

/** Of the base model, on the half that decides. */
export function accuracyBefore({ session }: DefenseContext): number {
  return Number(session.notes['trustedAccuracyBefore']);
}

function missingClasses({ data, trusted }: DefenseContext): string[] {
  const known = new Set(Array.from(trusted, (row) => data.labels[row]!));
  const missing = data.classes.filter((_, label) => !known.has(label));
  if (missing.length === 0) return [];
  return [`No trusted sample is labelled ${missing.join(', ')}: the repair may unlearn what it never sees.`];
}

/**
 * A stage without updates: it decides, and the model is measured. What `body` returns are the stage's notes. After an
 * interruption `body` may be called once more on the model it has already changed.
 */
export async function runDecision(
  context: DefenseContext,
  name: string,
  body: () => Promise<string[]>,
): Promise<void> {
  let notes: string[] = [];
  await runStage(context, {
    name,
    totalSteps: 0,
    stepsPerEpoch: 1,
    optimizer: { momentum: 0, weightDecay: 0, nesterov: false },
    rate: constant(0),
    rateOptions: [],
    objective: descend,
    batch() {
      throw new TypeError(`stage ${name} has no updates`);
    },
    async atEnd() {
      notes = await body();
    },
    notes: () => notes,
  });
}

/** What a repair says at its end. */
export async function compareWithBefore(context: DefenseContext, check: Int32Array): Promise<string> {
  const now = await agreementWithLabels(context, check);
  return `Held-out trusted samples predicted as labelled: ${percent(accuracyBefore(context))} before, ${percent(now)} now.`;
}

/** How often a stage of so many epochs is measured for the training curve. */
export function curveEvery(epochs: number): number {
  return Math.max(1, Math.floor(epochs / 5));
}
