/** Every text of the interface in German, a file for each screen. */
import { shell } from './de/shell.ts';
import { terms } from './de/terms.ts';
import { library } from './de/library.ts';
import { importing } from './de/import.ts';
import { benchmarks } from './de/benchmarks.ts';
import { dataset } from './de/dataset.ts';
import { assessment } from './de/assessment.ts';
import { samples } from './de/samples.ts';
import { inspect } from './de/inspect.ts';
import { detectors } from './de/detectors.ts';
import { runs } from './de/runs.ts';
import { compare } from './de/compare.ts';
import { verdicts } from './de/verdicts.ts';
import { exporting } from './de/export.ts';
import { methods } from './de/methods.ts';
import { settings } from './de/settings.ts';
import type { Messages } from './en.ts';

export const de: Messages = {
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
