/** Options that several attacks on time series share. */
import { boolean, choice, integer } from '../../../src-shared/schema/fields.ts';

export const includeTarget = boolean({
  default: false,
  advanced: true,
  help: 'Draw poison from the target class too; such samples carry the trigger under a right label',
});

/** What a crafting attack trains to find its trigger. */
export const surrogateOptions = {
  surrogate: choice({
    choices: ['ts-fcn', 'ts-resnet'],
    default: 'ts-fcn',
    help: 'Network on which the trigger is found; it need not be the one that is audited',
  }),
  surrogateEpochs: integer({
    default: 25,
    min: 1,
    max: 500,
    unit: 'epochs',
    help: 'Training of that network before the trigger is sought',
  }),
  updateBudget: integer({
    default: 300,
    min: 1,
    max: 100_000,
    unit: 'updates',
    advanced: true,
    help: 'Largest number of updates of that network before the search, and again during it',
  }),
};
