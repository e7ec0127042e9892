/**
 * Indices 0 .. n - 1, most suspicious first: ascending values when low is suspicious, descending when high is; ties by
 * index. Values are finite and compared as float32. Sorts by two passes over 16 bits of the values' order-preserving keys, in time that grows
 * with n alone.
 */
export function orderBySuspicion(values: ArrayLike<number>, suspicious: 'low' | 'high'): Int32Array {
  const count = values.length;
  const keys = toSortableKeys(values, suspicious === 'high');
  let from = Int32Array.from({ length: count }, (_, i) => i);
  let to = new Int32Array(count);
  for (const shift of [0, 16]) {
    const starts = new Uint32Array(0x10000);
    for (let i = 0; i < count; i++) starts[(keys[i]! >>> shift) & 0xffff]!++;
    let sum = 0;
    for (let digit = 0; digit < starts.length; digit++) {
      const size = starts[digit]!;
      starts[digit] = sum;
      sum += size;
    }
    for (let i = 0; i < count; i++) {
      const index = from[i]!;
      to[starts[(keys[index]! >>> shift) & 0xffff]!++] = index;
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Bits of a float32 as an unsigned number that sorts like the float; -0 counts as 0. */
function toSortableKeys(values: ArrayLike<number>, isReversed: boolean): Uint32Array {
  const floats = new Float32Array(values.length);
  for (let i = 0; i < floats.length; i++) floats[i] = values[i]! + 0;
  const keys = new Uint32Array(floats.buffer);
  for (let i = 0; i < keys.length; i++) {
    const bits = keys[i]!;
    const key = bits & 0x80000000 ? ~bits : bits | 0x80000000;
    keys[i] = isReversed ? ~key : key;
  }
  return keys;
}

/** Rank of every sample, 1 for the most suspicious. */
export function ranksOf(order: Int32Array): Int32Array {
  const ranks = new Int32Array(order.length);
  order.forEach((index, position) => {
    ranks[index] = position + 1;
  });
  return ranks;
}
