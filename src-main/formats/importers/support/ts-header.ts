/** The declarations at the top of a .ts file. Words are the same in any case; unknown ones are passed over. */
import { badLine } from './read-series.ts';
import type { SeriesFile } from './series-files.ts';

export class TsHeader {
  readonly file: SeriesFile;
  /** True from the line @data on. */
  isComplete = false;
  problemName: string | null = null;
  hasTimeStamps = false;
  hasMissing: boolean | null = null;
  isUnivariate: boolean | null = null;
  hasEqualLength: boolean | null = null;
  dimensions: number | null = null;
  seriesLength: number | null = null;
  classes: string[] | null = null;

  constructor(file: SeriesFile) {
    this.file = file;
  }
}

/** Takes one line up to and with @data. Throws `import.unreadable` naming the line. */
export function readTsHeader(header: TsHeader, text: string, line: number): void {
  const parts = /^@(\S+)\s*(.*)$/.exec(text);
  if (parts === null) {
    throw badLine(
      header.file,
      line,
      'stands before the line "@data", where only lines that begin with @ are',
    );
  }
  const value = (parts[2] ?? '').trim();
  switch ((parts[1] ?? '').toLowerCase()) {
    case 'problemname':
      header.problemName = value;
      return;
    case 'timestamps':
      header.hasTimeStamps = truth(header, value, line);
      return;
    case 'missing':
      header.hasMissing = truth(header, value, line);
      return;
    case 'univariate':
      header.isUnivariate = truth(header, value, line);
      return;
    case 'equallength':
      header.hasEqualLength = truth(header, value, line);
      return;
    case 'dimension':
    case 'dimensions':
      header.dimensions = wholeNumber(header, value, line);
      return;
    case 'serieslength':
      header.seriesLength = wholeNumber(header, value, line);
      return;
    case 'classlabel':
      header.classes = classLabels(header, value, line);
      return;
    case 'targetlabel':
      if (/^true\b/i.test(value))
        throw badLine(header.file, line, 'declares a measured target, where classes are needed');
      return;
    case 'data':
      if (header.classes === null)
        throw badLine(header.file, line, 'begins the data, but no line before it declares @classLabel true');
      header.isComplete = true;
      return;
    default:
  }
}

function truth({ file }: TsHeader, value: string, line: number): boolean {
  if (/^true$/i.test(value)) return true;
  if (/^false$/i.test(value)) return false;
  throw badLine(file, line, `declares ${JSON.stringify(value)}, where "true" or "false" is needed`);
}

function wholeNumber({ file }: TsHeader, value: string, line: number): number {
  const number = /^\d{1,15}$/.test(value) ? Number(value) : 0;
  if (number > 0) return number;
  throw badLine(file, line, `declares ${JSON.stringify(value)}, where a whole number above 0 is needed`);
}

function classLabels({ file }: TsHeader, value: string, line: number): string[] {
  const [word = '', ...classes] = value.split(/\s+/);
  if (/^false$/i.test(word)) throw badLine(file, line, 'declares that the series have no class labels');
  if (!/^true$/i.test(word) || classes.length === 0) {
    throw badLine(file, line, 'does not declare class labels as "@classLabel true" and their names');
  }
  const seen = new Set<string>();
  const twice = classes.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined)
    throw badLine(file, line, `declares the class label ${JSON.stringify(twice)} twice`);
  return classes;
}
