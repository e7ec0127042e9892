/**
 * What an attack is here: a trigger that can be put on one sample, or a procedure that crafts poisoned samples with the
 * help of a network; and options that shape it.
 */
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import type { Rng } from '../../../src-shared/math/rng.ts';
import type { AttackDefinition } from '../../../src-shared/schema/definitions.ts';
import type { OptionsOf, OptionValue, Schema } from '../../../src-shared/schema/fields.ts';
import { parseOptions } from '../../../src-shared/schema/parse.ts';
import type { SampleValues } from '../../../src-shared/domain/sample-values.ts';
import type { LabelledSamples } from '../data/training-data.ts';

/** When a trigger is applied: some attacks stamp more weakly in training than in the test. */
export type TriggerUse = 'train' | 'test';

/** A trigger that is the same for every sample; `V` is how values are stored: uint8 images or float32 series. */
export interface Trigger<S extends Schema, V extends SampleValues> {
  /** A pattern the attack draws once, [H,W,C], stored in the manifest; null when options say it all. */
  drawPattern(options: OptionsOf<S>, shape: ImageShape, rng: Rng): V | null;
  /** Changes one sample, [H,W,C] row-major, in place; bytes are clamped and rounded, never wrapped. */
  apply(sample: V, shape: ImageShape, options: OptionsOf<S>, pattern: V | null, use: TriggerUse): void;
}

/** An attack whose trigger depends on the sample, or is found by training: it works on whole splits at once. */
export interface Craft<S extends Schema> {
  /** Values of the chosen training samples with their trigger, and every test sample with its own. */
  craft(request: CraftRequest, options: OptionsOf<S>): Promise<Crafted>;
}

export interface CraftRequest {
  train: LabelledSamples;
  test: LabelledSamples;
  classes: number;
  /** Indices of the training samples to poison, ascending. */
  chosen: Int32Array;
  target: number;
  rng: Rng;
  signal: AbortSignal;
  /** `done` of `total` steps of `stage` are behind it. */
  onProgress(stage: string, done: number, total: number): Promise<void>;
}

export interface Crafted {
  /** [chosen.length,H,W,C], in the order of `chosen`. */
  poisoned: SampleValues;
  /** [N,H,W,C] of the whole test split. */
  triggeredTest: SampleValues;
  /** What a person should know, e.g. how well a helper network learned. */
  notes: string[];
}

type RawOptions = Readonly<Record<string, OptionValue>>;

/** An attack with its option types closed over: either `trigger` or `craft`. */
export interface Attack {
  info: Omit<AttackDefinition<Schema, unknown>, 'plan'>;
  resolveOptions(asked: Readonly<Record<string, unknown>>): Record<string, OptionValue>;
  trigger: {
    drawPattern(options: RawOptions, shape: ImageShape, rng: Rng): SampleValues | null;
    apply(
      sample: SampleValues,
      shape: ImageShape,
      options: RawOptions,
      pattern: SampleValues | null,
      use: TriggerUse,
    ): void;
  } | null;
  craft: ((request: CraftRequest, options: RawOptions) => Promise<Crafted>) | null;
}

export function imageAttack<S extends Schema>(
  definition: AttackDefinition<S, Trigger<S, Uint8Array>>,
): Attack {
  return triggerEntry(definition, Uint8Array);
}

export function seriesAttack<S extends Schema>(
  definition: AttackDefinition<S, Trigger<S, Float32Array>>,
): Attack {
  return triggerEntry(definition, Float32Array);
}

export function craftedAttack<S extends Schema>(definition: AttackDefinition<S, Craft<S>>): Attack {
  const { plan, ...info } = definition;
  const parse = parserOf(definition);
  return {
    info,
    resolveOptions: (asked) => ({ ...parse(asked) }),
    trigger: null,
    craft: (request, options) => plan.craft(request, parse(options)),
  };
}

function triggerEntry<S extends Schema, V extends SampleValues>(
  definition: AttackDefinition<S, Trigger<S, V>>,
  type: new (length: number) => V,
): Attack {
  const { plan, ...info } = definition;
  const parse = parserOf(definition);
  const typed = (values: SampleValues): V => {
    if (values instanceof type) return values;
    throw new TypeError(`${info.id} was given values of another kind of data`);
  };
  return {
    info,
    resolveOptions: (asked) => ({ ...parse(asked) }),
    trigger: {
      drawPattern: (options, shape, rng) => plan.drawPattern(parse(options), shape, rng),
      apply: (sample, shape, options, pattern, use) =>
        plan.apply(typed(sample), shape, parse(options), pattern === null ? null : typed(pattern), use),
    },
    craft: null,
  };
}

function parserOf<S extends Schema>(definition: {
  options: S;
}): (options: Readonly<Record<string, unknown>>) => OptionsOf<S> {
  return (options) => parseOptions(definition.options, options);
}
