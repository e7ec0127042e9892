/**
 * The UEA archive's .ts files: lines that begin with @ declare what follows @data, where each line is one series -
 * variables separated by colons, values by commas, the class last. What the header declares is checked on every line.
 */
import { readNumbers } from '../codecs/decimal.ts';
import type { Importer } from '../types.ts';
import { badFile, badLine, placeOf, planSeriesFiles } from './support/read-series.ts';
import type { ReadFile, ReadRequest } from './support/read-series.ts';
import { matchSeries } from './support/series-files.ts';
import type { SeriesPlace } from './support/series-set.ts';
import { eachLine } from './support/text-lines.ts';
import { readTimedVariable, splitOutsideBrackets } from './support/timed-values.ts';
import { readTsHeader, TsHeader } from './support/ts-header.ts';

const FORMAT = { kind: 'uea-ts', title: '.ts time series', read: readTs } as const;

export const ueaTs: Importer = {
  id: FORMAT.kind,
  title: 'UEA time series (.ts)',
  summary:
    'NAME_TRAIN.ts and NAME_TEST.ts (or .gz of them): a header, then one series a line, its class last.',
  match: (tree) => matchSeries(tree, FORMAT.kind),
  plan: (tree, options, signal) => planSeriesFiles(tree, FORMAT, options, signal),
};

async function readTs(request: ReadRequest): Promise<ReadFile> {
  const { tree, file, signal } = request;
  const header = new TsHeader(file);
  const body = new TsBody(request, header);
  await eachLine(tree, file, signal, (text, line) => {
    const trimmed = text.trim();
    if (trimmed.startsWith('#') || trimmed.startsWith('%')) return;
    if (header.isComplete) body.add(trimmed, line);
    else readTsHeader(header, trimmed, line);
  });
  if (!header.isComplete) throw badFile(file, 'has no line "@data"');
  const { problemName, hasTimeStamps } = header;
  const sentences = hasTimeStamps
    ? ['sorted by their time stamps, the steps then taken as equally spaced']
    : [];
  return { declared: header.classes, notes: { problemName }, sentences };
}

/** The lines after @data. */
class TsBody {
  readonly #request: ReadRequest;
  readonly #header: TsHeader;
  #record = 0;
  #first: { line: number; length: number } | null = null;

  constructor(request: ReadRequest, header: TsHeader) {
    this.#request = request;
    this.#header = header;
  }

  add(text: string, line: number): void {
    const { set } = this.#request;
    const place = placeOf(this.#request, this.#record++, line);
    const parts = this.#header.hasTimeStamps ? splitOutsideBrackets(text, ':') : text.split(':');
    const label = (parts.pop() ?? '').trim();
    if (parts.length === 0) {
      set.reject(place, 'has no class behind a colon at its end');
      return;
    }
    this.#checkVariables(parts.length, line);
    const variables = this.#readVariables(parts, place, label);
    if (variables === null) return;
    this.#checkLengths(variables, line);
    this.#checkMissing(variables, line);
    set.add(place, label, variables, false);
  }

  #readVariables(parts: readonly string[], place: SeriesPlace, label: string): Float32Array[] | null {
    const variables: Float32Array[] = [];
    for (const [v, part] of parts.entries()) {
      const values = this.#header.hasTimeStamps
        ? readTimedVariable(part)
        : readNumbers(part.split(','), false);
      if (typeof values !== 'string') {
        variables.push(values);
        continue;
      }
      const which = parts.length > 1 ? `in its variable ${v + 1} ` : '';
      this.#request.set.reject(place, `${which}${values}`, label);
      return null;
    }
    return variables;
  }

  #checkVariables(found: number, line: number): void {
    const { dimensions, isUnivariate } = this.#header;
    const { file } = this.#request;
    if (dimensions !== null && found !== dimensions) {
      throw badLine(file, line, `has ${found} variables, but its header declares @dimensions ${dimensions}`);
    }
    if (isUnivariate === true && found !== 1)
      throw badLine(file, line, `has ${found} variables, but its header declares @univariate true`);
    if (isUnivariate === false && dimensions === null && found === 1)
      throw badLine(file, line, 'has one variable, but its header declares @univariate false');
  }

  #checkLengths(variables: readonly Float32Array[], line: number): void {
    const { seriesLength, hasEqualLength } = this.#header;
    const { file } = this.#request;
    for (const { length } of variables) {
      if (seriesLength !== null && length !== seriesLength) {
        throw badLine(
          file,
          line,
          `has ${length} steps, but its header declares @seriesLength ${seriesLength}`,
        );
      }
      this.#first ??= { line, length };
      if (hasEqualLength !== true || length === this.#first.length) continue;
      throw badLine(
        file,
        line,
        `has ${length} steps and line ${this.#first.line} has ${this.#first.length}, but its header declares @equalLength true`,
      );
    }
  }

  #checkMissing(variables: readonly Float32Array[], line: number): void {
    if (this.#header.hasMissing !== false) return;
    if (!variables.some((values) => values.some((value) => Number.isNaN(value)))) return;
    throw badLine(this.#request.file, line, 'has a missing value, but its header declares @missing false');
  }
}
