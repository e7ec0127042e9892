/**
 * The words that depend on whether the truth is known. Without it samples are suspicious, never poisoned; accuracy is
 * agreement with labels nobody has verified; and attack success does not exist.
 */
import { html, dataText, type Html } from './escape.ts';
import { NOT_MEASURABLE, percent, proportion } from './numbers.ts';
import type { Proportion, ReportData } from './report-data.ts';

export function accuracyName({ drill }: ReportData): string {
  return drill === null ? 'Accuracy on the test split' : 'Clean accuracy';
}

/** Why a model figure is missing, or the figure. */
export function attackSuccessText(data: ReportData, value: Proportion | null): string {
  return proportion(value, data.drill === null ? `${NOT_MEASURABLE}: no trigger is known` : NOT_MEASURABLE);
}

export function flagRate({ flags }: ReportData): string {
  return flags.of === 0 ? percent(0) : percent(flags.count / flags.of);
}

/** `DLP at rate 1.0 %`: every count carries its method and rate. */
export function methodAtRate(data: ReportData): string {
  return `${data.method.title} at a rate of ${flagRate(data)}`;
}

export function datasetName({ dataset }: ReportData): Html {
  return html`${dataText(dataset.name, 80)}@${dataset.version}`;
}

/** What holds for any audit of this kind, beside the method's own limits. */
export function generalLimits(data: ReportData): string[] {
  const rate = flagRate(data);
  const common = [
    `A sample that is not in the list was not flagged by ${methodAtRate(data)}. That is all that is said of it.`,
    'One run with one seed was made. Another seed can flag other samples and ends with a slightly different model.',
  ];
  if (data.drill !== null) {
    return [
      ...common,
      'The figures of this drill hold for this attack on this dataset. They do not carry over to other data or attacks.',
    ];
  }
  return [
    `Flagged is not proven. Methods of this kind flag samples in any dataset; here ${rate} of the training samples. How many of them really are poison is unknown without ground truth.`,
    ...common,
    'Attack success cannot be measured, since no trigger is known. That the retrained model is free of a backdoor is not shown.',
    'The test split comes from the same source. Its labels were not verified, so accuracy is agreement with the labels as given.',
    'Leaving out flagged samples that were harmless costs about 0 to 1 point of accuracy.',
  ];
}

/** The first letter as a capital, for a phrase that begins a line. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Whether the scores of all training samples lie beside the report. */
export function hasFlagsFiles({ files }: ReportData): boolean {
  return files.some(({ path }) => path === 'flags.csv' || path === 'flags.json');
}
