/**
 * HTML that is safe by construction. Names, labels and paths come from whoever made the data, who may be the attacker:
 * every value put into a template is escaped unless it is `Html` already, and characters that cannot be seen or that
 * turn the writing direction are shown as code points.
 */
import { AssayError } from '../../../src-shared/errors/assay-error.ts';

/** Markup made by this folder's templates. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Html | string | number | readonly Content[] | null;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control, format and line-breaking characters, and halves of surrogate pairs, as `\u{202e}`. */
export function visible(text: string): string {
  return text
    .replaceAll(
      /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
      (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`,
    )
    .replaceAll(/(\p{M}{3})\p{M}+/gu, '$1\u2026'); // Piles of accents would run over the lines around them.
}

/** Safe as text and inside a quoted attribute. */
export function escapeText(text: string): string {
  return visible(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Template tag: `html\`<td>${name}</td>\``. Arrays are joined, null is nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  let text = parts[0] ?? '';
  values.forEach((value, i) => {
    text += render(value) + (parts[i + 1] ?? '');
  });
  return new Html(text);
}

function render(value: Content): string {
  if (value === null) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return String(value);
  return value.map(render).join('');
}

/** Text from the data: isolated, so that its direction does not reach its neighbours, and cut at `limit` characters. */
export function dataText(text: string, limit = 120): Html {
  return html`<bdi>${shorten(text, limit)}</bdi>`;
}

/** Keeps beginning and end, which tell names apart. */
export function shorten(text: string, limit: number): string {
  const characters = [...text];
  if (characters.length <= limit) return text;
  const tail = Math.floor(limit / 3);
  return `${characters.slice(0, limit - tail - 1).join('')}…${characters.slice(-tail).join('')}`;
}

/**
 * An image that is part of the file, shown at `size` pixels; a height that is left out follows from the picture.
 * Throws `internal` for anything but a PNG or SVG data URI; the page's policy lets neither run anything.
 */
export function picture(
  source: string,
  alt: string,
  className: string,
  size: { width: number; height?: number },
): Html {
  if (!/^data:image\/(?:png|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}$/.test(source)) {
    throw new AssayError(
      'internal',
      'A picture of the report is no PNG or SVG data URI; the report was not written.',
    );
  }
  const height = size.height === undefined ? null : html`height="${size.height}"`;
  return html`<img class="${className}" src="${source}" alt="${alt}" width="${size.width}" ${height} />`;
}
