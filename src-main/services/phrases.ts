/** Numbers and sizes in the sentences that services write. Fractions come in as 0..1. */

/** `3 min 20 s`, `2 h 05 min`, `4.2 s`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

/** `97.4 %`, or `absent` for null. */
export function percentOf(fraction: number | null, absent = 'not measurable here'): string {
  return fraction === null ? absent : `${(100 * fraction).toFixed(1)} %`;
}

/** `12.3 MB`, of a million bytes each. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let power = 0;
  let scaled = value;
  while (scaled >= 1000 && power < units.length - 1) {
    scaled /= 1000;
    power++;
  }
  return `${power === 0 ? value : scaled.toFixed(1)} ${units[power]}`;
}
