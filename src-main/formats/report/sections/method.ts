/** The method with its paper and limits, every option of the run, and what was not looked at. */
import type { Execution } from '../../../../src-shared/domain/run.ts';
import { html, type Content } from '../escape.ts';
import { duration, NOTHING } from '../numbers.ts';
import { bullets, table, type Section } from '../parts.ts';
import type { ReportData } from '../report-data.ts';
import { generalLimits } from '../words.ts';

const STEPS: Readonly<Record<Execution, string>> = {
  eager: 'as single operations (eager)',
  captured: 'as one graph each (captured)',
  auto: 'as one graph each where that could be (auto)',
};

export function methodSection({ method, run }: ReportData): Section {
  const { paper, year, sections } = method.source;
  const facts: [string, Content][] = [
    ['Method', `${method.title}, version ${method.version}`],
    ['Published in', `${paper} (${year})${sections.length === 0 ? '' : `, sections ${sections.join(', ')}`}`],
    ['Preset', run.preset],
    ['Network', run.arch],
    ['Seed', run.seed],
    ['Computed on', run.backend ?? run.device],
    ['Training steps', STEPS[run.execution]],
    ['Time', duration(run.seconds)],
  ];
  const changed = run.options.filter(({ isDefault }) => !isDefault).length;
  const options = run.options.toSorted((a, b) => Number(a.isDefault) - Number(b.isDefault));
  const body = html`<p>${method.summary}</p>
    ${table(
      `Run ${run.id}.`,
      [{ title: 'Setting', className: 'key' }, { title: 'Value' }],
      facts.map((cells) => ({ cells })),
    )}
    <h3>Options</h3>
    ${table(
      changed === 0
        ? 'Every option of the method; all have their default value.'
        : `Every option of the method. Those marked depart from the default by preset or by request: ${changed} of ${run.options.length}.`,
      [{ title: 'Option' }, { title: 'Value', isNumber: true }, { title: 'Unit' }, { title: 'Meaning' }],
      options.map(({ name, value, unit, help, isDefault }) => ({
        isChosen: !isDefault,
        cells: [
          html`${name}${isDefault ? null : html` <span class="tag">set</span>`}`,
          String(value),
          unit ?? NOTHING,
          help,
        ],
      })),
    )}`;
  return { id: 'method', title: 'Method and settings', body };
}

export function limitsSection(data: ReportData): Section {
  const body = html`<p><strong>Limits of the method.</strong> ${data.method.limits}</p>
    <h3>How far these figures reach</h3>
    ${bullets(generalLimits(data))}
    ${
      data.notTested.length === 0
        ? null
        : html`<h3>Not tested</h3>
            ${bullets(data.notTested)}`
    }`;
  return { id: 'limits', title: 'Limits', body };
}
