/** What an attack is here: a trigger that can be put on one image, and options that shape it. */
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import type { Rng } from '../../../src-shared/math/rng.ts';
import type { AttackDefinition } from '../../../src-shared/schema/definitions.ts';
import type { OptionsOf, OptionValue, Schema } from '../../../src-shared/schema/fields.ts';
import { parseOptions } from '../../../src-shared/schema/parse.ts';

/** When a trigger is applied: some attacks stamp more weakly in training than in the test. */
export type TriggerUse = 'train' | 'test';

export interface Trigger<S extends Schema> {
  /** A pattern the attack draws once, uint8 [H,W,C], stored in the manifest; null when options say it all. */
  drawPattern(options: OptionsOf<S>, shape: ImageShape, rng: Rng): Uint8Array | null;
  /** Changes one image, uint8 [H,W,C] row-major, in place: clamped and rounded, never wrapped. */
  apply(
    image: Uint8Array,
    shape: ImageShape,
    options: OptionsOf<S>,
    pattern: Uint8Array | null,
    use: TriggerUse,
  ): void;
}

type RawOptions = Readonly<Record<string, OptionValue>>;

/** An attack with its option types closed over. */
export interface Attack {
  info: Omit<AttackDefinition<Schema, unknown>, 'plan'>;
  resolveOptions(asked: Readonly<Record<string, unknown>>): Record<string, OptionValue>;
  drawPattern(options: RawOptions, shape: ImageShape, rng: Rng): Uint8Array | null;
  apply(
    image: Uint8Array,
    shape: ImageShape,
    options: RawOptions,
    pattern: Uint8Array | null,
    use: TriggerUse,
  ): void;
}

export function attackEntry<S extends Schema>(definition: AttackDefinition<S, Trigger<S>>): Attack {
  const { plan: trigger, ...info } = definition;
  const parse = (options: Readonly<Record<string, unknown>>): OptionsOf<S> =>
    parseOptions(definition.options, options);
  return {
    info,
    resolveOptions: (asked) => ({ ...parse(asked) }),
    drawPattern: (options, shape, rng) => trigger.drawPattern(parse(options), shape, rng),
    apply: (image, shape, options, pattern, use) => trigger.apply(image, shape, parse(options), pattern, use),
  };
}
