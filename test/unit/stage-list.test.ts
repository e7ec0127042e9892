import { expect, it } from 'vitest';
import { stageList } from '../../src-shared/domain/stage-list.ts';

it('rounds that differ by their number alone are one line', () => {
  expect(
    stageList({
      train: 'training',
      'tuning-1': 'fine-tuning after reset 1',
      'tuning-2': 'fine-tuning after reset 2',
      'tuning-3': 'fine-tuning after reset 3',
      end: 'measuring 3 things',
    }),
  ).toEqual([
    { name: 'train', words: 'training' },
    { name: 'tuning-1 … tuning-3', words: 'fine-tuning after reset 1' },
    { name: 'end', words: 'measuring 3 things' },
  ]);
});
