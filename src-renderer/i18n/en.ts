/**
 * Every text of the interface in English, a file for each screen. A sentence with several forms names them with a bar
 * between: for none, for one, for more; `{n}` is the number. Names in curly brackets are filled in. Other languages have
 * the same keys.
 */
import { shell } from './en/shell.ts';
import { terms } from './en/terms.ts';
import { library } from './en/library.ts';
import { importing } from './en/import.ts';
import { benchmarks } from './en/benchmarks.ts';
import { dataset } from './en/dataset.ts';
import { assessment } from './en/assessment.ts';
import { samples } from './en/samples.ts';
import { inspect } from './en/inspect.ts';
import { detectors } from './en/detectors.ts';
import { runs } from './en/runs.ts';
import { compare } from './en/compare.ts';
import { verdicts } from './en/verdicts.ts';
import { exporting } from './en/export.ts';
import { methods } from './en/methods.ts';
import { settings } from './en/settings.ts';

export const en = {
  ...shell,
  ...terms,
  ...library,
  ...importing,
  ...dataset,
  ...assessment,
  ...samples,
  ...inspect,
  ...detectors,
  ...runs,
  ...compare,
  ...verdicts,
  ...exporting,
  ...methods,
  ...settings,
  ...benchmarks,
};

/** The same keys in every language. */
export type Messages = typeof en;
