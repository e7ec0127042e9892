/** News that come faster than anybody looks are told less often. */

/** An interface shows no more than four changes a second. */
const NEWS_MS = 250;

/** Calls at once, then at most once an interval, and a last time after the last call. */
export function throttled(tell: () => void): () => void {
  let timer: NodeJS.Timeout | null = null;
  let toldAt = -Infinity;
  return () => {
    if (timer !== null) return;
    timer = setTimeout(
      () => {
        timer = null;
        toldAt = performance.now();
        tell();
      },
      Math.max(0, toldAt + NEWS_MS - performance.now()),
    );
  };
}
