/** Which samples a repair takes for clean: what a person may choose, and what is wrong with a choice. */
import type { RepairOffer } from '../../../src-shared/rpc/contract.ts';

/** `judged`: what a person judged clean. `drawn`: a drill draws them from what is known to be clean. */
export type TrustedSource = 'judged' | 'drawn';

export type TrustedProblem = 'tooFewJudged' | 'shareRange' | 'shareTooSmall' | 'shareTooLarge';

type Offer = Pick<RepairOffer, 'judgedClean' | 'needed' | 'knownClean' | 'train'>;

export function hasEnoughJudged({ judgedClean, needed }: Offer): boolean {
  return judgedClean >= needed;
}

/** What is taken where nothing is chosen, by the host's own rule. */
export function usualSource(offer: Offer): TrustedSource {
  return hasEnoughJudged(offer) || offer.knownClean === null ? 'judged' : 'drawn';
}

/** `share`: fraction of the training samples that is drawn. Null where the choice can be made. */
export function problemOfTrusted(offer: Offer, source: TrustedSource, share: number): TrustedProblem | null {
  if (source === 'judged') return hasEnoughJudged(offer) ? null : 'tooFewJudged';
  if (!(share > 0 && share <= 1)) return 'shareRange';
  const drawn = Math.round(share * offer.train);
  if (drawn < offer.needed) return 'shareTooSmall';
  return drawn > (offer.knownClean ?? 0) ? 'shareTooLarge' : null;
}
