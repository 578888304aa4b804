// @ts-check
// Max messages: lists of symbols and numbers. From text, to text, and what a
// patch cable does to them: a symbol holds 32,767 characters and no more.

/** @typedef {string | number} Atom */

/** The most characters (UTF-16 units) of a symbol. */
export const SYMBOL_LIMIT = 32_767;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * One line of text as Max reads it: quotes hold blanks together, a backslash
 * takes the next character as it is, what looks like a number is one.
 * @param {string} line
 * @returns {Atom[]}
 */
export function parseMessage(line) {
  /** @type {Atom[]} */
  const atoms = [];
  let word = '';
  let quoted = false;
  let begun = false;
  let literal = false;
  const finish = () => {
    if (begun) atoms.push(!literal && NUMBER.test(word) ? Number(word) : word);
    word = '';
    begun = false;
    literal = false;
  };
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at];
    if (char === '\\' && at + 1 < line.length) {
      at += 1;
      word += line[at];
      begun = true;
      literal = true;
    } else if (char === '"') {
      quoted = !quoted;
      begun = true;
      literal = true;
    } else if (!quoted && /\s/.test(char)) {
      finish();
    } else {
      word += char;
      begun = true;
    }
  }
  finish();
  return atoms;
}

/**
 * @param {readonly Atom[]} atoms
 * @returns {string}
 */
export function formatMessage(atoms) {
  return atoms
    .map((atom) => {
      if (typeof atom === 'number') return String(atom);
      const plain = atom !== '' && !/[\s"\\]/.test(atom) && !NUMBER.test(atom);
      return plain ? atom : `"${atom.replace(/["\\]/g, '\\$&')}"`;
    })
    .join(' ');
}

/**
 * What a JavaScript value is as atoms: arrays are flattened, booleans are 0/1.
 * @param {unknown} value
 * @returns {Atom[]}
 */
export function toAtoms(value) {
  // `Array.from`: the list may be one of another realm, and so would its copies be.
  if (Array.isArray(value)) return Array.from(value).flatMap(toAtoms);
  if (typeof value === 'number') return [value];
  if (typeof value === 'boolean') return [Number(value)];
  if (typeof value === 'bigint') return [Number(value)];
  if (value === null || value === undefined) return [String(value)];
  return [String(value)];
}

/**
 * What arrives at the other end of a patch cable.
 * @param {readonly Atom[]} atoms
 * @param {number} [limit]
 * @returns {Atom[]}
 */
export function throughCable(atoms, limit = SYMBOL_LIMIT) {
  return atoms.map((atom) => (typeof atom === 'string' && atom.length > limit ? atom.slice(0, limit) : atom));
}
