/**
 * AC, activation clustering (Chen et al. 2018): what it is and what can be set. The method itself is in `run.ts`, loaded
 * only where it runs.
 */
import { choice, integer, number, type OptionsOf } from '../../../../src-shared/schema/fields.ts';
import { defineDetector, networkOption, separationOption } from '../detector.ts';

const options = {
  network: networkOption,
  decision: choice({
    choices: ['lobe', 'smaller', 'relative-size', 'silhouette'],
    default: 'lobe',
    help: 'Which cluster is suspicious: the one of clearly lower entropy or else the clearly smaller one, flagged only in classes that fall apart (lobe); the smaller one; or by the relative size or the silhouette, as in the paper',
  }),
  reduction: choice({
    choices: ['pca', 'ica'],
    default: 'pca',
    advanced: true,
    help: 'Features are reduced to their main axes, or to independent components of equal variance as in the paper',
  }),
  components: integer({
    default: 10,
    min: 1,
    max: 50,
    unit: 'dimensions',
    advanced: true,
    help: 'Dimensions that the features of a class are reduced to before clustering',
  }),
  separation: separationOption,
  smallerShare: number({
    default: 0.35,
    min: 0.01,
    max: 0.5,
    unit: 'fraction of the class',
    advanced: true,
    help: 'Relative size: a cluster below this share is flagged',
  }),
  silhouette: number({
    default: 0.1,
    min: -1,
    max: 1,
    unit: 'silhouette',
    advanced: true,
    help: 'Silhouette: the division must be at least this clear as well',
  }),
};

export const ac = defineDetector({
  id: 'ac',
  version: 1,
  title: 'Activation clustering (AC)',
  summary:
    'Divides the samples of each given label into two clusters by what the network makes of them: poisoned samples, which the network takes for the class for another reason than the rest, are apart.',
  source: {
    paper: 'Detecting backdoor attacks on deep neural networks by activation clustering',
    year: 2018,
    sections: ['4.1', '4.2'],
  },
  limits:
    'Every class splits in two somehow, also a clean one, and at a rate of 10 % poison is half of its target class, so that neither size nor silhouette tells: look at both clusters. Poison that the network has not learned is not apart. Classes below 20 samples are not divided. The third rule of the paper trains a network without each cluster and is not here: the test that leaves a label out asks the same of one label.',
  options,
  needs: 'features',
  score: {
    title: 'Nearness to the suspicious cluster of its class',
    unit: 'fraction',
    suspicious: 'high',
  },
  storedScores: [],
  async run(input, chosen) {
    const { runAc } = await import('./run.ts');
    return runAc(input, chosen);
  },
});

export type AcOptions = OptionsOf<typeof options>;
