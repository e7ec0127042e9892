/** DLP's entropy filter as a detector (Ying and Wu 2023, section IV-B): the surest predictions are suspicious. */
import { choice } from '../../../../src-shared/schema/fields.ts';
import { defineDetector, flaggedShareOption, networkOption } from '../detector.ts';

export const entropy = defineDetector({
  id: 'entropy',
  version: 1,
  title: 'Prediction entropy',
  summary:
    'Ranks samples by how sure the network is of them, whatever their label: it is surest of a trigger.',
  source: {
    paper: 'DLP: towards active defense against backdoor attacks with decoupled learning process',
    year: 2023,
    sections: ['IV-B'],
  },
  limits:
    'One epoch is a noisy judge; only runs that scored after every epoch have the mean over several. After a long training the network is sure of every sample. Poison that is learned late has a high entropy instead. It flags the same share of a clean dataset.',
  options: {
    flaggedShare: flaggedShareOption,
    network: networkOption,
    epochs: choice({
      choices: ['mean', 'last'],
      default: 'mean',
      help: 'Mean over the later epochs where the run has it, or the last epoch alone as in the paper',
    }),
  },
  needs: 'logits',
  score: { title: 'Prediction entropy', unit: 'bits', suspicious: 'low' },
  storedScores: [
    { metric: 'entropy', when: { network: 'learned', epochs: 'mean' } },
    { metric: 'entropyLastEpoch', when: { network: 'learned', epochs: 'last' } },
  ],
  async run(input, chosen) {
    const { flagShare, scoreOf } = await import('../support/share.ts');
    return flagShare(scoreOf(input, 'entropy'), chosen.flaggedShare, 'low');
  },
});
