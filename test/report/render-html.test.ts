import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { renderReport } from '../../src-main/formats/report/render-html.ts';
import { writeReportJson } from '../../src-main/formats/report/report-json.ts';
import type { ReportData } from '../../src-main/formats/report/report-data.ts';
import { exampleAssessment, exampleReport, visibleText } from './support/example.ts';

const textOf = async (kind: 'drill' | 'real'): Promise<string> =>
  visibleText(renderReport(await exampleReport(kind)));

/** Every element is closed in the order it was opened. Throws with the place where it is not. */
function checkNesting(page: string): number {
  const open: string[] = [];
  let elements = 0;
  for (const [, slash, name = '', selfClosing] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^<>]*?(\/?)>/gi)) {
    if (selfClosing === '/') continue;
    elements++;
    if (slash !== '/') open.push(name);
    else if (open.pop() !== name) throw new Error(`</${name}> closes nothing (open: ${open.join(' > ')})`);
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(' > ')}`);
  return elements;
}

describe('the report of a drill', () => {
  it('says that poison was planted and how much of it was found, with intervals', async () => {
    const text = await textOf('drill');
    expect(text).toContain('Drill: poison was planted on purpose');
    // Samples 0..3 are flagged, 0 and 2 are planted: 2 of 4, Wilson 15.0 to 85.0 %.
    expect(text).toContain(
      '50.0 % of the flagged samples carry planted poison (95 % interval 15.0 to 85.0 %)',
    );
    expect(text).toContain('They hold 20.0 % of all planted samples (5.7 to 51.0 %)');
    expect(text).toContain('Attack success went from 97.0 % to 0.0 % (0.0 to 10.4 %)');
    expect(text).toContain(
      'Clean accuracy went from 80.0 % to 78.0 % (64.8 to 87.2 %); the intervals overlap',
    );
    expect(text).toContain('−2.0 points');
    expect(text).toMatch(/▲ planted/);
    expect(text).toMatch(/○ not planted/);
  });

  it('shows both rules with what each found', async () => {
    const text = await textOf('drill');
    expect(text).toMatch(/Mean entropy\s+in force/);
    expect(text).toMatch(/Entropy of the last epoch\s+the paper’s rule/);
    // The paper's rule takes sample 5 (not planted) for sample 3 (not planted).
    expect(text).toContain('3 (75.0 %)');
  });
});

describe('the report of real data', () => {
  it('claims neither poison nor its absence', async () => {
    const text = await textOf('real');
    expect(text).toContain('Real data: the truth is not known');
    expect(text).toContain('look suspicious');
    expect(text).toContain('not measurable here: no trigger is known');
    expect(text).toContain('was not flagged by DLP at a rate of 2.0 %');
    expect(text).toContain('Flagged is not proven');
    for (const claim of [
      /poisoned/i,
      /planted poison carr/i,
      /\bis clean\b/i,
      /clean (model|dataset|sample)/i,
    ]) {
      expect(text).not.toMatch(claim);
    }
    // These exist in drills alone.
    for (const word of [/precision/i, /recall/i, /auroc/i, /robust accuracy/i, /clean accuracy/i, /drill/i]) {
      expect(text).not.toMatch(word);
    }
  });

  it('says first what the assessment of the dataset says, with reasons and limits', async () => {
    const data = await exampleReport('real');
    const textWith = (ratio: number | null): string =>
      visibleText(
        renderReport({
          ...data,
          assessment: exampleAssessment(
            ['stop', 'yield', 'keep right'],
            Int32Array.of(0, 1, 2, 3),
            false,
            ratio,
          ),
        }),
      );
    const none = textWith(0.9);
    expect(none).toContain('No evidence of planted poison was found in what was examined: 1 of 3 labels');
    expect(none).toContain('None found does not mean none there');
    expect(none).toContain('What cannot be seen this way');
    expect(none.indexOf('The dataset as a whole')).toBeLessThan(none.indexOf('Flagged samples by class'));
    const strong = textWith(0.05);
    expect(strong).toContain(
      '4 training samples look suspicious. Strong evidence of planted poison under "stop".',
    );
    expect(strong).toContain('around row 3, column 4');
    expect(textWith(null)).toContain('Not examined');
  });

  it('does without a test split, without flags and without a timeline', async () => {
    const data = await exampleReport('real');
    const bare: ReportData = {
      ...data,
      timeline: [],
      stages: [],
      classShares: [],
      subsets: [],
      files: [],
      flags: { count: 0, of: 200, samples: [] },
      evaluation: { testSamples: 0, triggeredSamples: 0, before: null, after: null },
      score: { ...data.score, rules: [], epochs: [], threshold: null },
    };
    const page = renderReport(bare);
    expect(checkNesting(page)).toBeGreaterThan(100);
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
    expect(visibleText(page)).toContain('There is no test split to measure with');
  });
});

describe('the files beside the report', () => {
  it('are listed with their hashes, and spoken of only where they are', async () => {
    const data = await exampleReport('real');
    const without = visibleText(renderReport(data));
    expect(without).toContain('d'.repeat(64));
    expect(without).toContain("tf.loadLayersModel('file://./ model/model.json ')");
    expect(without).not.toContain('flags.csv');
    const files = [...data.files, { path: 'flags.csv', sha256: 'f'.repeat(64), bytes: 10 }];
    expect(visibleText(renderReport({ ...data, files }))).toContain(
      'flags.csv and flags.json the scores of all 200',
    );
    expect(visibleText(renderReport({ ...data, files: [] }))).not.toContain('loadLayersModel');
  });
});

describe('the file', () => {
  it('loads nothing, runs nothing, and its style sheet is the one its policy allows', async () => {
    const page = renderReport(await exampleReport('drill'));
    expect(page).not.toMatch(
      /https?:|\/\/[a-z]|<script|<link|<iframe|<object|@import|javascript:| on[a-z]+=/i,
    );
    expect(page).not.toMatch(/ style=/);
    const style = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(`style-src 'sha256-${hash}'`);
    expect(page).toContain("default-src 'none'");
    expect(style).not.toMatch(/url\((?!#)/);
    for (const [, source = ''] of page.matchAll(/src="([^"]*)"/g))
      expect(source).toMatch(/^data:image\/png;base64,/);
  });

  it('is well formed, with a title for every section, table, picture and chart', async () => {
    const page = renderReport(await exampleReport('drill'));
    expect(checkNesting(page)).toBeGreaterThan(300);
    expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/);
    const count = (pattern: RegExp): number => [...page.matchAll(pattern)].length;
    expect(count(/<h1\b/g)).toBe(1);
    expect(count(/<table\b/g)).toBe(count(/<caption\b/g));
    expect(count(/<img\b/g)).toBe(count(/ alt="[^"]+"/g));
    expect(count(/<svg class="chart"/g)).toBeGreaterThanOrEqual(5);
    expect(count(/<svg class="chart"/g)).toBe(count(/role="img" aria-label="[^"]+"/g));
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });

  it('shows hostile names as text', async () => {
    const attack = '<script>alert(1)</script>';
    const page = renderReport(
      await exampleReport('real', {
        className: `${attack}" onload="x`,
        sampleName: `invoice\u202egnp.exe\u0000\n${attack}'`,
        path: '/data/<img src=x onerror=alert(2)>&amp;',
      }),
    );
    expect(page).not.toMatch(/<script|<img src=x/);
    expect(checkNesting(page)).toBeGreaterThan(300);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('invoice\\u{202e}gnp.exe\\u{0}\\u{a}');
    expect(page).not.toContain('\u202e');
    expect(page).not.toContain('\u0000');
    expect(page).not.toMatch(/<[^>]* onload="/);
    expect(visibleText(page)).toContain('/data/<img src=x onerror=alert(2)>&amp;');
  });

  it('refuses a picture that is none', async () => {
    const data = await exampleReport('real');
    const samples = data.flags.samples.map((sample) => ({ ...sample, thumbnail: 'data:text/html,<b>' }));
    expect(() => renderReport({ ...data, flags: { ...data.flags, samples } })).toThrow(
      /no PNG or SVG data URI/,
    );
  });

  it('follows from report.json alone, to the byte', async () => {
    const data = await exampleReport('drill');
    const again = JSON.parse(writeReportJson(data)) as ReportData;
    expect(again).toEqual(data);
    expect(renderReport(again)).toBe(renderReport(data));
  });
});

describe('report.json', () => {
  it('has the same bytes whoever put the fields together', async () => {
    const data = await exampleReport('drill');
    const reversed = Object.fromEntries(Object.entries(data).reverse()) as unknown as ReportData;
    const software = Object.fromEntries(
      Object.entries(data.software).reverse(),
    ) as unknown as ReportData['software'];
    expect(writeReportJson({ ...reversed, software })).toBe(writeReportJson(data));
    expect(writeReportJson(data).startsWith('{\n  "schema": "assay-report/1",')).toBe(true);
  });

  it('never turns a number that is none into null', async () => {
    const data = await exampleReport('drill');
    const broken = { ...data, score: { ...data.score, threshold: Number.NaN } };
    expect(() => writeReportJson(broken)).toThrow('score.threshold of the report is NaN');
  });
});
