/** `12.3 %` of a fraction in 0..1, for sentences. */
export function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}
