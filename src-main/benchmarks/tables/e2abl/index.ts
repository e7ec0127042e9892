/** E2ABL (Jiang et al. 2024): tables I to V, with the numbers they print. */
import type { TableDefinition } from '../../definition.ts';
import { E2ABL_ABLATIONS } from './ablations.ts';
import { E2ABL_COMPARISONS } from './comparison.ts';
import { DETECTION } from './detection.ts';

export const E2ABL_TABLES: readonly TableDefinition[] = [...E2ABL_COMPARISONS, DETECTION, ...E2ABL_ABLATIONS];
