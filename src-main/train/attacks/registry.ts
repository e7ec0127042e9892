/** Every attack, one line each. */
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { imageAttack, type Attack } from './attack.ts';
import { badnets } from './badnets.ts';
import { blended } from './blended.ts';
import { sig } from './sig.ts';

export const ATTACKS: readonly Attack[] = [imageAttack(badnets), imageAttack(blended), imageAttack(sig)];

export function findAttack(id: string): Attack {
  const found = ATTACKS.find((attack) => attack.info.id === id);
  if (found === undefined) {
    const known = ATTACKS.map((attack) => attack.info.id).join(', ');
    throw new AssayError('usage.invalid', `There is no attack "${id}". Known: ${known}.`, { attack: id });
  }
  return found;
}
