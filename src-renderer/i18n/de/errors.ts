/** German of errors, of the reasons why an item of a source is left out, and of log lines, by their English. */
import { arrayErrors } from './errors-arrays.ts';
import { formatErrors } from './errors-formats.ts';
import { machineErrors } from './errors-machine.ts';
import { runErrors } from './errors-runs.ts';
import { seriesErrors } from './errors-series.ts';
import { workspaceErrors } from './errors-workspace.ts';
import { logLines } from './log-lines.ts';

export const errors: Readonly<Record<string, string>> = {
  ...formatErrors,
  ...arrayErrors,
  ...seriesErrors,
  ...workspaceErrors,
  ...runErrors,
  ...machineErrors,
  ...logLines,
};
