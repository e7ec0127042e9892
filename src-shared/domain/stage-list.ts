/** Stages of a method for a page: rounds that differ by nothing but their number are one line. */

export interface StageLine {
  /** `tuning-1 … tuning-20` for several. */
  name: string;
  /** Of the first. */
  words: string;
}

/** `stages`: what each does, by name, in order. */
export function stageList(stages: Readonly<Record<string, string>>): StageLine[] {
  const lines: { first: string; last: string; words: string }[] = [];
  for (const [name, words] of Object.entries(stages)) {
    const before = lines.at(-1);
    if (before !== undefined && withoutNumbers(before.words) === withoutNumbers(words)) before.last = name;
    else lines.push({ first: name, last: name, words });
  }
  return lines.map(({ first, last, words }) => ({
    name: first === last ? first : `${first} … ${last}`,
    words,
  }));
}

function withoutNumbers(text: string): string {
  return text.replaceAll(/\d+/g, '#');
}
