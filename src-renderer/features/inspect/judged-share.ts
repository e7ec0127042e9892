/** What persons' verdicts say of a group of samples. Pure. */
import { VERDICT_CODES } from '../../../src-shared/domain/score.ts';
import { wilsonInterval } from '../../../src-shared/math/wilson.ts';

/** How many of the judged samples were judged poison; `unsure` counts for neither side. */
export interface JudgedShare {
  /** Judged poison or clean. */
  count: number;
  unsure: number;
  /** Null where none was judged. */
  value: number | null;
  /** 95 % Wilson interval. */
  interval: readonly [number, number] | null;
}

export function judgedShareOf(poison: number, clean: number, unsure: number): JudgedShare {
  const count = poison + clean;
  return {
    count,
    unsure,
    value: count === 0 ? null : poison / count,
    interval: wilsonInterval(poison, count),
  };
}

/** `verdicts`: codes, one a sample. */
export function judgedShare(indices: Int32Array, verdicts: Uint8Array): JudgedShare {
  let [poison, clean, unsure] = [0, 0, 0];
  for (const index of indices) {
    const code = verdicts[index];
    if (code === VERDICT_CODES.poison) poison++;
    if (code === VERDICT_CODES.clean) clean++;
    if (code === VERDICT_CODES.unsure) unsure++;
  }
  return judgedShareOf(poison, clean, unsure);
}
