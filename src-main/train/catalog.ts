/**
 * Everything that can be chosen, as JSON: what the host, forms and the command line work from. Importing this loads no
 * TensorFlow, since registries hold definitions only and load code when it runs.
 */
import { ARCHITECTURES } from './architectures/registry.ts';
import { ATTACKS } from './attacks/registry.ts';
import { DEFENSES } from './defenses/registry.ts';
import { DETECTORS } from './detectors/registry.ts';

export function describeCatalog(): object {
  return {
    detectors: DETECTORS.map((detector) => detector.info),
    defenses: DEFENSES.map((defense) => defense.info),
    attacks: ATTACKS.map((attack) => attack.info),
    // All of them but the code that builds.
    architectures: ARCHITECTURES.map(({ build: _, ...entry }) => entry),
  };
}
