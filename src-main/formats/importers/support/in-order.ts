/** Works on several inputs side by side and yields the results in the order of the inputs. */

/** How many images are read and decoded at once; also what bounds the memory of an import. */
export const DECODE_CONCURRENCY = 4;

export async function* mapInOrder<T, R>(
  inputs: Iterable<T> | AsyncIterable<T>,
  concurrency: number,
  work: (input: T) => Promise<R>,
): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  for await (const input of inputs) {
    const result = work(input);
    // It may fail while an earlier one is awaited; it is reported in its turn.
    result.catch(() => undefined);
    running.push(result);
    if (running.length < concurrency) continue;
    const first = running.shift();
    if (first !== undefined) yield await first;
  }
  for (const result of running) yield await result;
}
