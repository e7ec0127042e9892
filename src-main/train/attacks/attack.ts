/**
 * What an attack is here: a trigger that can be put on one sample, or a procedure that crafts poisoned samples with the
 * help of a network or of other samples; and options that shape it.
 */
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import type { Rng } from '../../../src-shared/math/rng.ts';
import type { AttackDefinition } from '../../../src-shared/schema/definitions.ts';
import type { OptionsOf, OptionValue, Schema } from '../../../src-shared/schema/fields.ts';
import { parseOptions } from '../../../src-shared/schema/parse.ts';
import type { SampleValues } from '../../../src-shared/domain/sample-values.ts';
import type { LabelledSamples } from '../data/training-data.ts';

/** How a trigger is applied: some attacks stamp more weakly in training than in the test, or each time otherwise. */
export type Application = {
  /** Which of several triggers, from 0; where a pattern is drawn, each has one of its own. */
  variant: number;
} & ({ use: 'test' } | { use: 'train'; rng: Rng });

/** Changes one sample, [H,W,C] row-major, in place; bytes are clamped and rounded, never wrapped. */
export type Apply<O, V extends SampleValues> = (
  sample: V,
  shape: ImageShape,
  options: O,
  pattern: V | null,
  how: Application,
) => void;

/** A trigger that is the same rule for every sample; `V` is how values are stored: uint8 images or float32 series. */
export interface Trigger<S extends Schema, V extends SampleValues> {
  /** A pattern the attack draws once for each trigger, stored in the manifest; null when options say it all. */
  drawPattern(options: OptionsOf<S>, shape: ImageShape, rng: Rng): V | null;
  apply: Apply<OptionsOf<S>, V>;
  cover?: Cover<S, V>;
}

/** Training samples that are changed under their own label, so that the poison stands out less. */
export interface Cover<S extends Schema, V extends SampleValues> {
  /** How many for each poisoned sample. */
  perPoison(options: OptionsOf<S>): number;
  /** Whether they come from classes alone that no trigger leads to. */
  sparesTargets: boolean;
  apply: Apply<OptionsOf<S>, V>;
}

/** An attack whose trigger depends on the sample, or is found by training: it works on whole splits at once. */
export interface Craft<S extends Schema, V extends SampleValues = SampleValues> {
  /** Values of the chosen training samples with their trigger, and what its trigger on test samples is. */
  craft(request: CraftRequest, options: OptionsOf<S>): Promise<Crafted>;
  /** The classes that the trigger is for, of `classes`; every class where this is absent. */
  sources?(target: number, classes: number, options: OptionsOf<S>): readonly number[];
  /** Puts the trigger on a test sample, for attacks that return no triggered test split. */
  apply?: Apply<OptionsOf<S>, V>;
}

export interface CraftRequest {
  train: LabelledSamples;
  test: LabelledSamples;
  classes: number;
  /** Indices of the training samples to poison, ascending. */
  chosen: Int32Array;
  /** The target class; in an all-to-all mapping that of class 0. */
  target: number;
  /** By true class: what a triggered sample is to be taken for; null for classes the trigger is not for. */
  aims: readonly (number | null)[];
  rng: Rng;
  signal: AbortSignal;
  /** `done` of `total` steps of `stage` are behind it. */
  onProgress(stage: string, done: number, total: number): Promise<void>;
}

export interface Crafted {
  /** [chosen.length,H,W,C], in the order of `chosen`. */
  poisoned: SampleValues;
  /** Of the whole test split, [N,H,W,C]; null where `apply` of the attack makes it, from the pattern if there is one. */
  triggeredTest: SampleValues | null;
  pattern?: SampleValues;
  /** Training samples changed under their own label: indices outside `chosen`, and values in their order. */
  covers?: { indices: Int32Array; values: SampleValues };
  /** What a person should know, e.g. how well a helper network learned. */
  notes: string[];
}

type RawOptions = Readonly<Record<string, OptionValue>>;
type AnyApply = Apply<RawOptions, SampleValues>;

/** An attack with its option types closed over; it has `drawPattern` or `craft`. */
export interface Attack {
  info: Omit<AttackDefinition<Schema, unknown>, 'plan'> & { isCrafted: boolean };
  resolveOptions(asked: Readonly<Record<string, unknown>>): Record<string, OptionValue>;
  drawPattern: ((options: RawOptions, shape: ImageShape, rng: Rng) => SampleValues | null) | null;
  craft: ((request: CraftRequest, options: RawOptions) => Promise<Crafted>) | null;
  /** Puts the trigger on one sample; null where each test sample's is stored. */
  apply: AnyApply | null;
  cover: { perPoison(options: RawOptions): number; sparesTargets: boolean; apply: AnyApply } | null;
  sources(target: number, classes: number, options: RawOptions): readonly number[];
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

export function craftedAttack<S extends Schema>(
  definition: AttackDefinition<S, Craft<S, Uint8Array>>,
): Attack {
  const { plan, ...info } = definition;
  const parse = parserOf(definition);
  return {
    info: { ...info, isCrafted: true },
    resolveOptions: (asked) => ({ ...parse(asked) }),
    drawPattern: null,
    craft: (request, options) => plan.craft(request, parse(options)),
    apply: plan.apply === undefined ? null : typedApply(info.id, plan.apply, parse, Uint8Array),
    cover: null,
    sources: (target, classes, options) =>
      plan.sources?.(target, classes, parse(options)) ?? allClasses(classes),
  };
}

function triggerEntry<S extends Schema, V extends SampleValues>(
  definition: AttackDefinition<S, Trigger<S, V>>,
  type: new (length: number) => V,
): Attack {
  const { plan, ...info } = definition;
  const { cover } = plan;
  const parse = parserOf(definition);
  return {
    info: { ...info, isCrafted: false },
    resolveOptions: (asked) => ({ ...parse(asked) }),
    drawPattern: (options, shape, rng) => plan.drawPattern(parse(options), shape, rng),
    craft: null,
    apply: typedApply(info.id, plan.apply, parse, type),
    cover:
      cover === undefined
        ? null
        : {
            perPoison: (options) => cover.perPoison(parse(options)),
            sparesTargets: cover.sparesTargets,
            apply: typedApply(info.id, cover.apply, parse, type),
          },
    sources: (_target, classes) => allClasses(classes),
  };
}

function typedApply<O, V extends SampleValues>(
  id: string,
  apply: Apply<O, V>,
  parse: (options: RawOptions) => O,
  type: new (length: number) => V,
): AnyApply {
  const typed = (values: SampleValues): V => {
    if (values instanceof type) return values;
    throw new TypeError(`${id} was given values of another kind of data`);
  };
  return (sample, shape, options, pattern, how) =>
    apply(typed(sample), shape, parse(options), pattern === null ? null : typed(pattern), how);
}

function allClasses(classes: number): number[] {
  return [...Array(classes).keys()];
}

function parserOf<S extends Schema>(definition: {
  options: S;
}): (options: Readonly<Record<string, unknown>>) => OptionsOf<S> {
  return (options) => parseOptions(definition.options, options);
}
