/** NONE (Wang et al. 2022): the headline of its abstract. Its tables are not at hand. */
import type { CellSetting, TableDefinition } from '../definition.ts';
import { attackOf } from '../definition.ts';
import { INVERSION_ATTACK, INVERTED_STAGE } from '../inversion.ts';

const UNDEFENDED = 'no defense';
const DEFENDED = 'NONE';
/** The paper names five attacks in tables that are not at hand; these are five of the field that the other papers share. */
const ATTACKS = ['BadNets', 'TrojanNN', 'Blended', 'LCA', 'SIG'];

/** What the paper's code changes where no poison is expected; its ten rounds would be ten times the fine-tuning. */
const NATURAL = { natural: true, resetFraction: 0.2 };

function setting(attack: CellSetting['attack'], defense: string): CellSetting {
  const isNatural = attack?.id === INVERSION_ATTACK;
  return {
    dataset: 'cifar10',
    attack,
    defense,
    options: isNatural && defense === 'none' ? NATURAL : {},
    arch: 'resnet-18',
    isArchFixed: false,
    stage: isNatural ? INVERTED_STAGE : null,
  };
}

const COLUMNS: readonly [title: string, defense: string][] = [
  [UNDEFENDED, 'plain'],
  [DEFENDED, 'none'],
];

function headlineTable(
  id: string,
  title: string,
  rows: readonly [title: string, attack: CellSetting['attack']][],
  factor: number,
  notes: readonly string[],
): TableDefinition {
  return {
    id,
    paper: 'NONE',
    where: 'Abstract',
    title,
    kind: 'levels',
    rowTitle: 'attack',
    columnTitle: 'defense',
    headlines: [
      {
        title: 'Mean attack success is lower by a factor of',
        paper: factor,
        unit: 'times',
        over: UNDEFENDED,
        under: DEFENDED,
      },
    ],
    notes,
    cells: rows.flatMap(([row, attack]) =>
      COLUMNS.map(([column, defense]) => ({
        row,
        column,
        paper: null,
        source: { setting: setting(attack, defense) },
      })),
    ),
  };
}

export const NONE_TABLES: readonly TableDefinition[] = [
  headlineTable(
    'none-poisoned',
    'NONE against planted backdoors',
    ATTACKS.map((name) => [name, attackOf(name)]),
    54.83,
    ['The paper averages over five datasets and five attacks; here it is CIFAR-10 and five attacks.'],
  ),
  headlineTable(
    'none-natural',
    'NONE against backdoors that nobody planted',
    [['inverted trigger', { id: INVERSION_ATTACK, rate: null }]],
    1.75,
    [
      'Mean success over all classes of the best trigger that inversion finds on a model trained on data without poison, on test samples that it was not made from. The paper averages over several datasets and architectures.',
    ],
  ),
];
