/** TLM, the training-loss filter: samples that are learned first have the lowest loss (Li et al. 2021, section 3.1). */
import { defineDetector, flaggedShareOption, networkOption } from '../detector.ts';

export const tlm = defineDetector({
  id: 'tlm',
  version: 1,
  title: 'Training loss (TLM)',
  summary:
    'Ranks samples by the loss under their given label: a backdoor is learned faster than anything else.',
  source: {
    paper: 'Anti-backdoor learning: training clean models on poisoned data',
    year: 2021,
    sections: ['3.1'],
  },
  limits:
    'After a long training every sample is learned and the ranking means little. Poison that is learned late, as at rates of 2 % and below or with all-to-all attacks, has a high loss instead. It flags the same share of a clean dataset.',
  options: { flaggedShare: flaggedShareOption, network: networkOption },
  needs: 'logits',
  score: { title: 'Loss under the given label', unit: 'nats', suspicious: 'low' },
  storedScores: [{ metric: 'loss', when: { network: 'learned' } }],
  async run(input, chosen) {
    const { flagShare, scoreOf } = await import('../support/share.ts');
    return flagShare(scoreOf(input, 'loss'), chosen.flaggedShare, 'low');
  },
});
