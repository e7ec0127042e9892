/**
 * The option language: an option is a field with a default, a range, a unit and a sentence of help. From a schema of
 * fields come validation, command-line flags, forms, the stored JSON and the reference pages.
 */

interface FieldBase {
  /** One sentence without a final stop. */
  help: string;
  /** Folded away in forms; still a flag. */
  advanced?: boolean;
}

export interface NumberField extends FieldBase {
  kind: 'number';
  default: number;
  min: number;
  max: number;
  unit: string;
}

export interface IntegerField extends FieldBase {
  kind: 'integer';
  default: number;
  min: number;
  max: number;
  unit: string;
}

export interface BooleanField extends FieldBase {
  kind: 'boolean';
  default: boolean;
}

export interface ChoiceField<Choice extends string = string> extends FieldBase {
  kind: 'choice';
  choices: readonly Choice[];
  default: Choice;
}

export type Field = NumberField | IntegerField | BooleanField | ChoiceField;
export type Schema = Readonly<Record<string, Field>>;

export type ValueOf<F extends Field> =
  F extends ChoiceField<infer Choice> ? Choice : F extends BooleanField ? boolean : number;

/** The parsed options of a schema: every field present, within its range. */
export type OptionsOf<S extends Schema> = { readonly [Key in keyof S]: ValueOf<S[Key]> };

export type OptionValue = number | boolean | string;

export function number(field: Omit<NumberField, 'kind'>): NumberField {
  return { kind: 'number', ...field };
}

export function integer(field: Omit<IntegerField, 'kind'>): IntegerField {
  return { kind: 'integer', ...field };
}

export function boolean(field: Omit<BooleanField, 'kind'>): BooleanField {
  return { kind: 'boolean', ...field };
}

export function choice<const Choice extends string>(
  field: Omit<ChoiceField<Choice>, 'kind'>,
): ChoiceField<Choice> {
  return { kind: 'choice', ...field };
}
