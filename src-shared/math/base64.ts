/** Base64 of bytes without Node or a browser, for patterns inside JSON. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const block = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const given = Math.min(3, bytes.length - i);
    for (let k = 0; k < 4; k++) text += k <= given ? ALPHABET[(block >> (18 - 6 * k)) & 63]! : '=';
  }
  return text;
}

/** Throws a RangeError for a character outside the alphabet. */
export function decodeBase64(text: string): Uint8Array {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let to = 0;
  for (let i = 0; i < text.length; i += 4) {
    let block = 0;
    for (let k = 0; k < 4; k++) {
      const character = text[i + k]!;
      const value = character === '=' ? 0 : ALPHABET.indexOf(character);
      if (value < 0) throw new RangeError(`"${character}" is not base64`);
      block = (block << 6) | value;
    }
    for (let k = 0; k < 3 && to < bytes.length; k++) bytes[to++] = (block >> (16 - 8 * k)) & 255;
  }
  return bytes;
}
