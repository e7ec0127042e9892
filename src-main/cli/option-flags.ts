/** From catalog entries to command-line flags and back: which options a person gave, for the entry that was chosen. */
import type { Command } from 'commander';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { flagName, flagsOf } from '../../src-shared/schema/parse.ts';
import type { Schema } from '../../src-shared/schema/fields.ts';

interface Entry {
  id: string;
  options: Schema;
}

/** Adds a flag for each option of each entry; entries may share a flag's name. */
export function addOptionFlags(command: Command, entries: readonly Entry[]): void {
  for (const entry of entries) {
    for (const { flags, description } of flagsOf(entry.options)) {
      const name = flags.split(' ')[0];
      const same = command.options.find((option) => option.long === name);
      if (same === undefined) command.option(flags, `${entry.id}: ${description}`);
      // What several entries say in the same words is said once.
      else if (same.description.includes(`: ${description}`)) {
        same.description = same.description.split(`: ${description}`).join(`, ${entry.id}: ${description}`);
      } else same.description += `; ${entry.id}: ${description}`;
    }
  }
}

/**
 * The options given on the command line, as text, by their key in the schema of the chosen entry. Throws
 * `usage.invalid` for an option that belongs to another entry.
 */
export function optionsGiven(
  command: Command,
  entries: readonly Entry[],
  chosen: string,
): Record<string, string> {
  const own = entries.find(({ id }) => id === chosen)?.options ?? {};
  const given: Record<string, string> = {};
  for (const name of new Set(entries.flatMap(({ options }) => Object.keys(options)))) {
    const value: unknown = command.getOptionValue(name);
    if (typeof value !== 'string') continue;
    if (own[name] === undefined) {
      throw new AssayError('usage.invalid', `"${chosen}" has no option --${flagName(name)}.`, {
        option: name,
      });
    }
    given[name] = value;
  }
  return given;
}
