/**
 * SS, spectral signatures (Tran et al. 2018): what it is and what can be set. The method itself is in `run.ts`, loaded
 * only where it runs.
 */
import { choice, number, type OptionsOf } from '../../../../src-shared/schema/fields.ts';
import { defineDetector, networkOption, separationOption } from '../detector.ts';

const options = {
  network: networkOption,
  form: choice({
    choices: ['lobe', 'centred', 'uncentred'],
    default: 'lobe',
    help: 'Score: the coordinate along the main direction of the class, turned towards its suspicious side (lobe); its square, as published (centred); or the coordinate without subtracting the mean, as widespread code has it (uncentred)',
  }),
  expectedShare: number({
    default: 0.1,
    min: 0.0001,
    max: 0.5,
    unit: 'fraction of the class',
    help: 'Centred and uncentred: poison expected in each class; one and a half times as much is flagged, at most half of the class',
  }),
  separation: separationOption,
};

export const ss = defineDetector({
  id: 'ss',
  version: 1,
  title: 'Spectral signatures (SS)',
  summary:
    'Looks along the direction in which the features of a given label vary most: poisoned samples lie far out on it.',
  source: {
    paper: 'Spectral signatures in backdoor attacks',
    year: 2018,
    sections: ['3.1', '3.3'],
  },
  limits:
    'The published form needs to know how much poison there is, and flags that much of every class, clean ones too. Where poison is half of its class both halves lie equally far out. Poison that the network has not learned leaves no trace.',
  options,
  needs: 'features',
  score: {
    title: 'Position along the main direction of its class',
    unit: 'feature units (squared in the published form)',
    suspicious: 'high',
  },
  storedScores: [],
  async run(input, chosen) {
    const { runSs } = await import('./run.ts');
    return runSs(input, chosen);
  },
});

export type SsOptions = OptionsOf<typeof options>;
