/** E2ABL's loss drop as a detector (Jiang et al. 2024, section 3.2): how fast the loss of a second head falls. */
import { defineDetector, flaggedShareOption } from '../detector.ts';

export const lossDrop = defineDetector({
  id: 'loss-drop',
  version: 1,
  title: 'Loss drop',
  summary:
    'Ranks samples by how fast the loss of a second head in the middle of the network fell on them during training.',
  source: {
    paper: 'End-to-end anti-backdoor learning on images and time series',
    year: 2024,
    sections: ['3.2'],
  },
  limits:
    'Only a run that trained with a second head has it: it is a history of the training and cannot be computed afterwards. Assumes poison that is learned faster than clean data. It flags the same share of a clean dataset.',
  options: { flaggedShare: flaggedShareOption },
  needs: 'stored score',
  score: { title: 'Loss drop of the second head', unit: 'nats', suspicious: 'high' },
  storedScores: [{ metric: 'lossDrop', when: {} }],
  async run(input, chosen) {
    const { flagShare, requireStored } = await import('../support/share.ts');
    return flagShare(requireStored(input), chosen.flaggedShare, 'high');
  },
});
