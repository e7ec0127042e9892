/** Building blocks of the report's sections: sections, tables, figures. */
import { html, type Content, type Html } from './escape.ts';

export interface Section {
  id: string;
  title: string;
  body: Html;
}

export function section({ id, title, body }: Section, number: number): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title"><span class="number">${number}</span>${title}</h2>
    ${body}
  </section>`;
}

export interface Column {
  title: string;
  /** Numbers: aligned right, never wrapped. */
  isNumber?: boolean;
  className?: string;
}

export interface Row {
  cells: readonly Content[];
  /** The row that counts among several. */
  isChosen?: boolean;
}

/** Tables of at most so many rows are not broken across printed pages. */
const SHORT = 12;

/** The first column heads its row. */
export function table(caption: Content, columns: readonly Column[], rows: readonly Row[]): Html {
  const classOf = ({ isNumber, className }: Column): string =>
    [isNumber ? 'n' : '', className ?? ''].join(' ').trim();
  return html`<div class="${rows.length <= SHORT ? 'scroll short' : 'scroll'}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col" class="${classOf(column)}">${column.title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ cells, isChosen }) =>
            html`<tr class="${isChosen ? 'chosen' : ''}">
              ${cells.map((cell, i) => {
                const className = classOf(columns[i] ?? { title: '' });
                return i === 0
                  ? html`<th scope="row" class="${className}">${cell}</th>`
                  : html`<td class="${className}">${cell}</td>`;
              })}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}

/** A chart with its title, the sentence that says what it shows, and its numbers as a table folded away. */
export function figure(title: string, chart: Html, summary: Content, numbers: Html | null): Html {
  return html`<figure>
    <h3>${title}</h3>
    <div class="plot">${chart}</div>
    <figcaption>${summary}</figcaption>
    ${
      numbers === null
        ? null
        : html`<details>
            <summary>Show as table</summary>
            ${numbers}
          </details>`
    }
  </figure>`;
}

/** A number with its interval on a second line. */
export function withRange(value: string, range: string | null): Html {
  return range === null ? html`${value}` : html`${value}<span class="range">${range}</span>`;
}

export function bullets(items: readonly Content[]): Html {
  return html`<ul>
    ${items.map((item) => html`<li>${item}</li>`)}
  </ul>`;
}
