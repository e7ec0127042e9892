/** What progress looks like on a terminal, in a file, and when it is not wanted. */
import { describe, expect, it } from 'vitest';
import type { ProgressNews } from '../../src-main/host/create-host.ts';
import { ProgressDisplay } from '../../src-main/cli/progress.ts';
import { bytes, count, duration, percent, table, visible } from '../../src-main/cli/words.ts';

function display(
  isTTY: boolean,
  isQuiet = false,
  columns = 80,
): { shown: () => string; progress: ProgressDisplay; pass: (ms: number) => void } {
  let text = '';
  let time = 0;
  const progress = new ProgressDisplay({
    sink: { isTTY, columns, write: (part) => (text += part) },
    isQuiet,
    useColor: false,
    now: () => time,
  });
  return { shown: () => text, progress, pass: (ms) => (time += ms) };
}

function news(done: number, stage = 'SL', etaSeconds: number | null = null): ProgressNews {
  return { stage, done, total: 100, unit: 'updates', etaSeconds, metrics: {} };
}

describe('progress', () => {
  it('rewrites one line on a terminal, at most ten times a second', () => {
    const { shown, progress, pass } = display(true);
    progress.update(news(1));
    pass(50);
    progress.update(news(2));
    pass(60);
    progress.update(news(50, 'SL', 75));
    expect(shown()).not.toContain('2 of 100');
    expect(shown()).toContain('[============>           ] SL: 50 of 100 updates, about 1 min 15 s left');
    expect(shown()).not.toContain('\n');
    progress.note('a sentence');
    expect(shown().endsWith('\r\u001b[2Ka sentence\n')).toBe(true);
  });

  it('has its words also on a terminal that was never told its size', () => {
    const { shown, progress } = display(true, false, 0);
    progress.update(news(50));
    expect(shown()).toContain('] SL: 50 of 100 updates');
  });

  it('writes few whole lines elsewhere', () => {
    const { shown, progress, pass } = display(false);
    for (let i = 0; i < 40; i++) {
      progress.update(news(i));
      pass(1000);
    }
    progress.update(news(1, 'AU'));
    expect(shown().trim().split('\n')).toEqual([
      'SL: 0 of 100 updates',
      'SL: 15 of 100 updates',
      'SL: 30 of 100 updates',
      'AU: 1 of 100 updates',
    ]);
    expect(shown()).not.toContain('\u001b');
  });

  it('says nothing when it is not wanted', () => {
    const { shown, progress } = display(true, true);
    progress.update(news(1));
    progress.note('a sentence');
    progress.end();
    expect(shown()).toBe('');
  });
});

describe('words', () => {
  it('numbers and times', () => {
    expect([count(9999), count(12345), count(1234567)]).toEqual([
      '9999',
      '12\u202f345',
      '1\u202f234\u202f567',
    ]);
    expect([duration(4.24), duration(59.7), duration(200), duration(7500)]).toEqual([
      '4.2 s',
      '1 min 00 s',
      '3 min 20 s',
      '2 h 05 min',
    ]);
    expect([percent(0.9741), percent(null), percent(null, '-')]).toEqual([
      '97.4 %',
      'not measurable here',
      '-',
    ]);
    expect([bytes(12), bytes(1500), bytes(5e9)]).toEqual(['12 B', '1.5 kB', '5.0 GB']);
  });

  it('text from the data cannot steer the terminal', () => {
    expect(visible('a\u001b[2Jb')).toBe('a\\u{1b}[2Jb');
    expect(visible('exe.\u202egnp')).toBe('exe.\\u{202e}gnp');
    expect(visible('x'.repeat(200))).toHaveLength(120);
  });

  it('tables line up', () => {
    expect(
      table(
        ['n', 'name'],
        [
          ['1', 'long name'],
          ['10', 'x'],
        ],
        [0],
      ),
    ).toEqual([' n  name', ' 1  long name', '10  x']);
  });
});
