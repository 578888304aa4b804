// @ts-check
// How a long text crosses the patch cable between both halves of a device. A Max
// symbol holds 32,767 UTF-16 units, and what is longer arrives cut, without a
// word. So a text travels as one message of several symbols, which says how many
// there are, how long the whole is and what its sum is; whatever is lost, cut,
// doubled or exchanged on the way is seen, and is the fault of that text alone.
//
//   NAME  ID  COUNT:UNITS:SUM  'chunk 1  ..  'chunk N  TERMINATOR  'warning ..
//
// Another scheme in use has no third word, no quote before a chunk, and its own
// terminator: it is read too.

/** Where the chunks end and the warnings begin. */
export const TERMINATOR = '$$___LIVEBRIDGE_END___$$';
/** The terminator of the scheme that Producer Pal uses. */
export const OTHER_TERMINATOR = '$$___MAX_ERRORS___$$';

/** The longest chunk, in UTF-16 units. */
export const CHUNK = 30_000;
/** The most chunks of one text: whatever a message of the wire holds fits, which may have 64 MiB. */
export const MOST_CHUNKS = 2400;
/** The most that a symbol holds. */
export const SYMBOL = 32_767;

/** @typedef {string | number} Atom */

/** Why a message could not be read, or a text not be sent. */
export class CableError extends Error {}

/** FNV-1a over UTF-16 units, without its highest bit: a whole number that Max holds. @param {string} text */
export function sum(text) {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 1;
}

/** Chunks of a text; a pair of surrogates is never cut in two, for half of one is no text. @param {string} text @returns {string[]} */
export function chunksOf(text) {
  const chunks = [];
  for (let at = 0; at < text.length; ) {
    let end = Math.min(text.length, at + CHUNK);
    if (end < text.length && isHigh(text.charCodeAt(end - 1))) end -= 1;
    chunks.push(text.slice(at, end));
    at = end;
  }
  return chunks.length === 0 ? [''] : chunks;
}

/** @param {number} unit */
const isHigh = (unit) => unit >= 0xd800 && unit <= 0xdbff;

/**
 * The message that carries a text.
 * @param {string} name @param {string} id @param {string} text @param {string[]} [warnings]
 * @returns {Atom[]}
 * @throws {CableError} when the text is too long for the cable
 */
export function encode(name, id, text, warnings = []) {
  const chunks = chunksOf(text);
  if (chunks.length > MOST_CHUNKS) {
    throw new CableError(`${text.length} characters are too many for the cable: about ${MOST_CHUNKS * CHUNK} fit`);
  }
  // Without the quote a chunk of digits would arrive as a number, and look another way.
  const quoted = (/** @type {string} */ one) => `'${one}`;
  return [name, id, `${chunks.length}:${text.length}:${sum(text)}`, ...chunks.map(quoted), TERMINATOR, ...warnings.map((warning) => quoted(warning.slice(0, CHUNK)))];
}

/**
 * What a message carries.
 * @param {Atom[]} atoms without the message's name and id
 * @returns {{ text: string, warnings: string[] }}
 * @throws {CableError} when it is damaged
 */
export function decode(atoms) {
  const words = atoms.map(String);
  const end = words.indexOf(TERMINATOR);
  if (end < 0) {
    const other = words.indexOf(OTHER_TERMINATOR);
    if (other < 0) throw new CableError('the end of the message is missing');
    return { text: words.slice(0, other).join(''), warnings: words.slice(other + 1) };
  }
  const match = /^(\d{1,4}):(\d{1,8}):(\d{1,10})$/.exec(words[0] ?? '');
  if (!match || end === 0) throw new CableError('the beginning of the message is missing');
  const [count, units, wanted] = match.slice(1).map(Number);
  const chunks = words.slice(1, end);
  if (chunks.length !== count) throw new CableError(`${chunks.length} chunks arrived of ${count}`);
  const text = chunks.map((chunk, at) => unquoted(chunk, `chunk ${at + 1}`)).join('');
  if (text.length !== units) throw new CableError(`${text.length} characters arrived of ${units}: a symbol was cut`);
  if (sum(text) !== wanted) throw new CableError('the message arrived changed');
  return { text, warnings: words.slice(end + 1).map((warning) => unquoted(warning, 'a warning')) };
}

/** @param {string} word @param {string} what */
function unquoted(word, what) {
  if (!word.startsWith("'")) throw new CableError(`${what} has lost its beginning`);
  return word.slice(1);
}
