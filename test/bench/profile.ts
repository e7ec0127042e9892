/** What a worker did with its time, from profiles that V8 wrote (`--cpu-prof`). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface ProfileNode {
  id: number;
  callFrame: { functionName: string; url: string };
  children?: number[];
}

interface Profile {
  nodes: ProfileNode[];
  /** The node that each sample found at work. */
  samples: number[];
  /** Microseconds before each sample. */
  timeDeltas: number[];
}

type Frame = ProfileNode['callFrame'];

/** The frame nearest to what was computed decides; the first that fits. */
const ACTIVITIES: readonly [name: string, fits: (frame: Frame) => boolean][] = [
  ['waiting', ({ functionName }) => functionName === '(idle)'],
  ['collecting garbage', ({ functionName }) => functionName === '(garbage collector)'],
  ['writing graphs', ({ url }) => /compute\/capture\/(?:graph-writer|saved-model-messages)/.test(url)],
  ['making batches', ({ url }) => /train\/data\/|worker\/views\//.test(url)],
  ['predicting weak views', ({ functionName }) => functionName === '#pseudoLabel'],
  ['training steps', ({ url }) => url.endsWith('/train/loop/step.ts')],
  ['scoring and measuring', ({ url }) => /train\/metrics\/|worker\/evaluator/.test(url)],
  ['checkpoints', ({ url }) => /train\/checkpoint\/|loop\/session/.test(url)],
  ['measuring this machine', ({ url }) => url.endsWith('/worker/calibrate.ts')],
  ['reading the dataset', ({ url }) => /worker\/load-version|\/storage\//.test(url)],
  ['starting', ({ url }) => /compute\/(?:runtime|select-backend)|node:internal\/(?:modules|main)/.test(url)],
];
const OTHER = 'everything else';

/** Percent of the time of the thread that trains, by what it was spent on, most first. */
export function workerTime(folder: string): Record<string, number> {
  const profile = readdirSync(folder)
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Profile)
    .find(({ nodes }) => nodes.some(({ callFrame }) => callFrame.url.endsWith('/train/loop/run-stage.ts')));
  if (profile === undefined) throw new Error(`No profile in ${folder} is that of a worker.`);
  const activities = activitiesOf(profile.nodes);
  const spent = new Map<string, number>();
  profile.samples.forEach((id, i) => {
    const activity = activities.get(id) ?? OTHER;
    spent.set(activity, (spent.get(activity) ?? 0) + Math.max(0, profile.timeDeltas[i]!));
  });
  const total = [...spent.values()].reduce((a, b) => a + b, 0);
  const shares = [...spent].sort(([, a], [, b]) => b - a);
  return Object.fromEntries(shares.map(([name, time]) => [name, Math.round((1000 * time) / total) / 10]));
}

/** What each node counts as: as itself says, else as the one that called it. */
function activitiesOf(nodes: readonly ProfileNode[]): Map<number, string> {
  const parents = new Map(
    nodes.flatMap(({ id, children }) => (children ?? []).map((child) => [child, id] as const)),
  );
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const known = new Map<number, string>();
  const find = (id: number): string => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const own = ACTIVITIES.find(([, fits]) => fits(byId.get(id)!.callFrame));
    const parent = parents.get(id);
    const found = own?.[0] ?? (parent === undefined ? OTHER : find(parent));
    known.set(id, found);
    return found;
  };
  for (const { id } of nodes) find(id);
  return known;
}
