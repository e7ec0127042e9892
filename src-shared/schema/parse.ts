/** From what a person or a file gave to complete, valid options. A bad value is an error, never replaced by a default. */
import { AssayError } from '../errors/assay-error.ts';
import type { Field, OptionsOf, OptionValue, Schema } from './fields.ts';

/**
 * Fills in defaults and checks names, kinds and ranges. Numbers and booleans may come as text, as from a command line.
 * Throws `usage.invalid` naming option, value and limit.
 */
export function parseOptions<S extends Schema>(
  schema: S,
  raw: Readonly<Record<string, unknown>>,
): OptionsOf<S> {
  for (const name of Object.keys(raw)) {
    if (schema[name] === undefined) {
      const known = Object.keys(schema).map(flagName).join(', ');
      throw new AssayError('usage.invalid', `There is no option --${flagName(name)}. Known: ${known}.`, {
        option: name,
      });
    }
  }
  const parsed: Record<string, OptionValue> = {};
  for (const [name, field] of Object.entries(schema)) {
    parsed[name] = raw[name] === undefined ? field.default : parseValue(name, field, raw[name]);
  }
  // Every key of the schema was just set to a value of its field's kind.
  return parsed as OptionsOf<S>;
}

function parseValue(name: string, field: Field, value: unknown): OptionValue {
  switch (field.kind) {
    case 'boolean':
      if (value === true || value === 'true') return true;
      if (value === false || value === 'false') return false;
      throw invalid(name, value, 'must be true or false');
    case 'choice':
      if (typeof value === 'string' && field.choices.includes(value)) return value;
      throw invalid(name, value, `must be one of ${field.choices.join(', ')}`);
    case 'number':
    case 'integer': {
      const isText = typeof value === 'string' && value.trim() !== '';
      const parsed = isText || typeof value === 'number' ? Number(value) : Number.NaN;
      if (!Number.isFinite(parsed)) throw invalid(name, value, 'must be a number');
      if (field.kind === 'integer' && !Number.isInteger(parsed)) {
        throw invalid(name, value, 'must be a whole number');
      }
      if (parsed < field.min || parsed > field.max) {
        throw invalid(name, value, `must be from ${field.min} to ${field.max} (${field.unit})`);
      }
      return parsed;
    }
  }
}

function invalid(name: string, value: unknown, rule: string): AssayError {
  const shown = typeof value === 'string' ? `"${value}"` : String(value);
  return new AssayError('usage.invalid', `Option --${flagName(name)} ${rule}, not ${shown}.`, {
    option: name,
    value: String(value),
  });
}

/** `isolationFraction` -> `isolation-fraction`. */
export function flagName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

export interface Flag {
  /** The option's key in the schema. */
  option: string;
  /** As a command-line parser takes it, e.g. `--sl-epochs <number>`. */
  flags: string;
  description: string;
}

/** The command-line flags of a schema, in its order. Booleans take a value too, so that a default of true can be undone. */
export function flagsOf(schema: Schema): Flag[] {
  return Object.entries(schema).map(([option, field]) => ({
    option,
    flags: `--${flagName(option)} <${field.kind === 'boolean' ? 'true|false' : field.kind}>`,
    description: `${field.help} (${rangeOf(field)}; default ${field.default})`,
  }));
}

function rangeOf(field: Field): string {
  if (field.kind === 'boolean') return 'true or false';
  if (field.kind === 'choice') return field.choices.join(' | ');
  return `${field.min} to ${field.max}, ${field.unit}`;
}
