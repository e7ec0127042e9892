/**
 * The declarations at the top of an ARFF file: which attributes are the steps of the series, and which is its class.
 * Series of several variables are one relational attribute, whose rows are the variables.
 */
import { badLine } from './read-series.ts';
import type { SeriesFile } from './series-files.ts';

interface Attribute {
  name: string;
  type: 'numeric' | 'relational' | 'nominal';
  /** Of a nominal attribute, in the order of the file. */
  values: string[];
}

export class ArffHeader {
  readonly file: SeriesFile;
  relation: string | null = null;
  /** True from the line @data on. */
  isComplete = false;
  attributes: Attribute[] = [];
  /** Steps of a relational attribute; null without one. */
  relationalSteps: number | null = null;
  /** True inside the declaration of a relational attribute. */
  isInside = false;
  /** Position of the class among the attributes. */
  classAt = -1;

  constructor(file: SeriesFile) {
    this.file = file;
  }

  /** In the order of the file; null where the class is a number. */
  get classes(): string[] | null {
    const own = this.attributes[this.classAt];
    return own?.type === 'nominal' ? own.values : null;
  }

  /** Steps that every series has. */
  get steps(): number {
    return this.relationalSteps ?? this.attributes.length - 1;
  }
}

const ATTRIBUTE = /^@attribute\s+('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\S+)\s+(.+)$/i;

/** Takes one line up to and with @data. Throws `import.unreadable` naming the line. */
export function readArffHeader(header: ArffHeader, text: string, line: number): void {
  if (/^@relation\b/i.test(text)) {
    header.relation = unquoted(text.replace(/^@relation\s*/i, '').trim());
    return;
  }
  if (/^@end\b/i.test(text)) {
    header.isInside = false;
    return;
  }
  if (/^@data\b/i.test(text)) {
    complete(header, line);
    return;
  }
  const parts = ATTRIBUTE.exec(text);
  if (parts === null) {
    throw badLine(
      header.file,
      line,
      'stands before the line "@data" and is neither @relation nor @attribute',
    );
  }
  const attribute = attributeOf(header, unquoted(parts[1] ?? ''), (parts[2] ?? '').trim(), line);
  if (!header.isInside) {
    header.attributes.push(attribute);
    if (attribute.type !== 'relational') return;
    if (header.relationalSteps !== null)
      throw badLine(header.file, line, 'declares a second relational attribute, where one is needed');
    header.isInside = true;
    header.relationalSteps = 0;
    return;
  }
  if (attribute.type !== 'numeric')
    throw badLine(header.file, line, 'declares an attribute of the relation that is not numeric');
  header.relationalSteps = (header.relationalSteps ?? 0) + 1;
}

function attributeOf({ file }: ArffHeader, name: string, type: string, line: number): Attribute {
  if (/^(numeric|real|integer)\b/i.test(type)) return { name, type: 'numeric', values: [] };
  if (/^relational\b/i.test(type)) return { name, type: 'relational', values: [] };
  const inner = /^\{(.*)\}/.exec(type)?.[1];
  if (inner === undefined) {
    const word = JSON.stringify(type.slice(0, 40));
    throw badLine(file, line, `declares an attribute of the type ${word}, which no series has`);
  }
  const values = splitQuoted(inner).map((value) => unquoted(value.trim()));
  if (new Set(values).size < values.length) throw badLine(file, line, 'declares the same class twice');
  return { name, type: 'nominal', values };
}

function complete(header: ArffHeader, line: number): void {
  const { attributes, file, isInside } = header;
  if (isInside)
    throw badLine(file, line, 'begins the data, but a relational attribute before it has no @end');
  const nominal = attributes.findIndex(({ type }) => type === 'nominal');
  const last = attributes.length - 1;
  const isNamed = /^(class|target|label)/i.test(attributes[last]?.name ?? '');
  header.classAt = nominal === -1 && isNamed ? last : nominal;
  if (header.classAt === -1 || attributes[header.classAt]?.type === 'relational')
    throw badLine(file, line, 'begins the data, but no attribute before it is a class like {1,2}');
  const others = attributes.filter((_, i) => i !== header.classAt);
  const isRelational = others.length === 1 && others[0]?.type === 'relational' && header.steps > 0;
  const isPlain = others.length > 1 && others.every(({ type }) => type === 'numeric');
  if (!isRelational && !isPlain) {
    throw badLine(
      file,
      line,
      'begins the data, but the attributes before it are neither numbers and one class nor one relational attribute and one class',
    );
  }
  header.isComplete = true;
}

/** Cuts at the commas outside quotation marks; the parts keep their marks. */
export function splitQuoted(text: string): string[] {
  if (!/['"]/.test(text)) return text.split(',');
  const parts: string[] = [];
  let start = 0;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? '';
    if (character === '\\') i++;
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === ',') {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

/** Without its quotation marks and the backslashes that they need. */
export function unquoted(text: string): string {
  const mark = text[0];
  if ((mark !== '"' && mark !== "'") || text.length < 2 || !text.endsWith(mark)) return text;
  return text.slice(1, -1).replaceAll(/\\(.)/g, '$1');
}
