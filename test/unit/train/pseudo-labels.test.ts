import { describe, expect, it } from 'vitest';
import { NO_LABEL, pseudoLabels } from '../../../src-main/train/defenses/fixmatch.ts';

describe('pseudo-labels', () => {
  // Three rows of two classes.
  const probabilities = Float32Array.of(0.125, 0.875, 0.75, 0.25, 0.5, 0.5);
  const none = Int32Array.of(NO_LABEL, NO_LABEL, NO_LABEL);

  it('the most probable class of each row, the first of equals, from the threshold on', () => {
    const { labels, isAccepted, isGiven } = pseudoLabels(probabilities, none, 2, {
      threshold: 0.75,
      plausibleFrom: 0,
    });
    expect([...labels]).toEqual([1, 0, 0]);
    expect([...isAccepted]).toEqual([1, 1, 0]);
    expect([...isGiven]).toEqual([0, 0, 0]);
  });

  it('a given label of some probability goes first; one that is ruled out is not heard', () => {
    const given = Int32Array.of(0, 1, 1);
    const { labels, isAccepted, isGiven } = pseudoLabels(probabilities, given, 2, {
      threshold: 0.95,
      plausibleFrom: 0.25,
    });
    expect([...labels]).toEqual([1, 1, 1]);
    expect([...isAccepted]).toEqual([0, 1, 1]);
    expect([...isGiven]).toEqual([0, 1, 1]);
  });
});
