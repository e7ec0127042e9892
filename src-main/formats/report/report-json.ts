/** `report.json`: the data of the report as it is, in a field order that does not depend on who put it together. */
import type { ReportData } from './report-data.ts';

/** Every top-level field, in the order of the file; a field that is missing here does not compile. */
const FIELDS: Readonly<Record<keyof ReportData, true>> = {
  schema: true,
  title: true,
  question: true,
  createdAt: true,
  drill: true,
  software: true,
  assessment: true,
  dataset: true,
  method: true,
  run: true,
  stages: true,
  evaluation: true,
  score: true,
  flags: true,
  classShares: true,
  subsets: true,
  evidence: true,
  notTested: true,
  files: true,
  timeline: true,
};

/**
 * UTF-8 text with a final line break. Fields inside the top-level ones are in alphabetical order. Throws a TypeError
 * for a number that is not finite, which JSON would silently turn into null.
 */
export function writeReportJson(data: ReportData): string {
  const ordered: Record<string, unknown> = {};
  for (const field of Object.keys(FIELDS) as (keyof ReportData)[])
    ordered[field] = canonical(data[field], field);
  return `${JSON.stringify(ordered, null, 2)}\n`;
}

function canonical(value: unknown, path: string): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError(`${path} of the report is ${value}`);
  }
  if (Array.isArray(value)) return value.map((entry, i) => canonical(entry, `${path}[${i}]`));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, entry]) => [key, canonical(entry, `${path}.${key}`)]));
}
