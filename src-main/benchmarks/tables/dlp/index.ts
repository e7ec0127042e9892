/** DLP (Ying and Wu 2023): tables 1 to 6 and figure 4, with the numbers they print. */
import type { TableDefinition } from '../../definition.ts';
import { COMPARED_CIFAR10, COMPARED_IMAGENET } from './comparison.ts';
import { NETWORKS_TABLE } from './networks.ts';
import { ORDERS_TABLE } from './orders.ts';
import { RATES_TABLE } from './rates.ts';
import { STAGES_CIFAR10, STAGES_IMAGENET } from './stages.ts';

export const DLP_TABLES: readonly TableDefinition[] = [
  STAGES_CIFAR10,
  STAGES_IMAGENET,
  COMPARED_CIFAR10,
  COMPARED_IMAGENET,
  RATES_TABLE,
  NETWORKS_TABLE,
  ORDERS_TABLE,
];
