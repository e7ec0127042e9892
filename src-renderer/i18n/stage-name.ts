/** What a stage of a run or a job is called; `tuning-2` is the second `tuning`. The id itself where no name is known. */
export function stageName(names: Readonly<Record<string, string>>, id: string): string {
  const [, base = id, number = ''] = /^(.+)-(\d+)$/.exec(id) ?? [];
  const known = names[base];
  return names[id] ?? (known === undefined || number === '' ? id : `${known} ${number}`);
}
