/** Every attack, one line each. */
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { craftedAttack, imageAttack, seriesAttack, type Attack } from './attack.ts';
import { badnets } from './badnets.ts';
import { blended } from './blended.ts';
import { cba } from './cba.ts';
import { dfstLite } from './dfst-lite.ts';
import { dynamic } from './dynamic.ts';
import { lba } from './lba.ts';
import { lca } from './lca.ts';
import { sig } from './sig.ts';
import { slowBadnets } from './slow-badnets.ts';
import { trojanNn } from './trojan-nn.ts';
import { trojanSquare } from './trojan-square.ts';
import { tsPatch } from './ts-patch.ts';
import { tsPowerline } from './ts-powerline.ts';
import { tsSine } from './ts-sine.ts';
import { tsVanilla } from './ts-vanilla.ts';
import { tsbaB } from './tsba-b.ts';
import { ttDe } from './tt-de.ts';
import { ttFgsm } from './tt-fgsm.ts';
import { wanet } from './wanet.ts';

export const ATTACKS: readonly Attack[] = [
  imageAttack(badnets),
  imageAttack(blended),
  imageAttack(trojanSquare),
  craftedAttack(trojanNn),
  imageAttack(sig),
  craftedAttack(lca),
  craftedAttack(dynamic),
  imageAttack(wanet),
  craftedAttack(lba),
  craftedAttack(cba),
  imageAttack(dfstLite),
  imageAttack(slowBadnets),
  seriesAttack(tsPatch),
  seriesAttack(tsSine),
  seriesAttack(tsVanilla),
  seriesAttack(tsPowerline),
  craftedAttack(ttFgsm),
  craftedAttack(ttDe),
  craftedAttack(tsbaB),
];

export function findAttack(id: string): Attack {
  const found = ATTACKS.find((attack) => attack.info.id === id);
  if (found === undefined) {
    const known = ATTACKS.map((attack) => attack.info.id).join(', ');
    throw new AssayError('usage.invalid', `There is no attack "${id}". Known: ${known}.`, { attack: id });
  }
  return found;
}
