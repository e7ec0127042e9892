/**
 * The median of `values` in each class, float32 [classes]; 0 for a class without a sample. `labels` may be longer than
 * `values`. Of an even number the lower of the two in the middle.
 */
export function classMedians(values: Float32Array, labels: ArrayLike<number>, classes: number): Float32Array {
  const sizes = new Uint32Array(classes);
  for (let i = 0; i < values.length; i++) sizes[labels[i]!]!++;
  const groups = Array.from(sizes, (size) => new Float32Array(size));
  const filled = new Uint32Array(classes);
  values.forEach((value, i) => {
    const label = labels[i]!;
    groups[label]![filled[label]!++] = value;
  });
  return Float32Array.from(groups, (group) => group.sort()[Math.floor((group.length - 1) / 2)] ?? 0);
}
