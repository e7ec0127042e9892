/**
 * The order of runs, some at once: a repair waits for the model it mends, and nothing is begun that the time left would
 * not hold.
 */

export interface Task {
  key: string;
  /** Another task that must have been tried before. */
  after: string | null;
  /** Seconds it will take, as known when it is asked; null where there is no forecast. */
  forecast(): number | null;
}

export interface ScheduleRequest<T extends Task> {
  tasks: readonly T[];
  /** At once. */
  parallel: number;
  /** Seconds for all; null: no limit. */
  budget: number | null;
  /**
   * Called for each that is begun, with its place among those at once: 0 to `parallel` - 1, no two the same. What it
   * throws ends the schedule, once the others that run have ended.
   */
  work(task: T, place: number): Promise<void>;
  signal: AbortSignal;
  /** Seconds since any fixed time. */
  now: () => number;
}

export interface ScheduleEnd<T extends Task> {
  /** The first that would not fit into the budget; null where all were begun or the signal ended it. */
  stoppedBefore: T | null;
  /** Never begun. */
  left: readonly T[];
}

/** How many could run at once, from above: those that no other waits for. */
export function mostTogether(tasks: readonly Pick<Task, 'key' | 'after'>[]): number {
  const awaited = new Set(tasks.map(({ after }) => after));
  return tasks.filter(({ key }) => !awaited.has(key)).length;
}

/** A task without a forecast is begun as long as any time is left. */
export async function runSchedule<T extends Task>(request: ScheduleRequest<T>): Promise<ScheduleEnd<T>> {
  const { tasks, parallel, budget, signal, now } = request;
  const begunAt = now();
  const waiting = [...tasks];
  const known = new Set(tasks.map(({ key }) => key));
  const ended = new Set<string>();
  const running = new Map<string, Promise<void>>();
  const free = Array.from({ length: parallel }, (_, place) => place);
  const failures: unknown[] = [];
  let stoppedBefore: T | null = null;

  const isReady = ({ after }: T): boolean => after === null || !known.has(after) || ended.has(after);
  const fits = (task: T): boolean => {
    if (budget === null) return true;
    const left = budget - (now() - begunAt);
    return left > 0 && (task.forecast() ?? 0) <= left;
  };
  const begin = (task: T): void => {
    waiting.splice(waiting.indexOf(task), 1);
    // There is one: fewer run than there are places.
    const place = free.shift() ?? 0;
    const work = request
      .work(task, place)
      .catch((thrown: unknown) => void failures.push(thrown))
      .finally(() => {
        running.delete(task.key);
        free.push(place);
        ended.add(task.key);
      });
    running.set(task.key, work);
  };

  for (;;) {
    while (running.size < parallel && stoppedBefore === null && failures.length === 0 && !signal.aborted) {
      const next = waiting.find(isReady);
      if (next === undefined) break;
      if (fits(next)) begin(next);
      else stoppedBefore = next;
    }
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  if (failures.length > 0) throw failures[0];
  return { stoppedBefore, left: waiting };
}
