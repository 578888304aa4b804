// Every way in which a message of several chunks can be hurt on the patch cable:
// what arrives in its place, without the message's name.

/** @type {Record<string, (atoms: (string | number)[]) => (string | number)[][]>} */
export const DAMAGE = {
  'a chunk is lost': (atoms) => [[...atoms.slice(0, 3), ...atoms.slice(4)]],
  'the last chunk is lost': (atoms) => [[...atoms.slice(0, -2), atoms.at(-1)]],
  'the end is lost': (atoms) => [atoms.slice(0, -1)],
  'the beginning is lost': (atoms) => [[atoms[0], ...atoms.slice(2)]],
  'two chunks are exchanged': ([id, head, a, b, ...rest]) => [[id, head, b, a, ...rest]],
  'a chunk comes twice': ([id, head, a, ...rest]) => [[id, head, a, a, ...rest]],
  'a symbol is cut': ([id, head, a, ...rest]) => [[id, head, a.slice(0, 20_000), ...rest]],
  'a symbol is changed': ([id, head, a, ...rest]) => [[id, head, `${a.slice(0, -1)}~`, ...rest]],
  'a symbol is empty': ([id, head, _, ...rest]) => [[id, head, '', ...rest]],
  'a symbol came as a number': ([id, head, _, ...rest]) => [[id, head, 7, ...rest]],
  'the head is that of another message': ([id, head, ...rest]) => [[id, head.replace(/\d+$/, '7'), ...rest]],
  'only the id comes': ([id]) => [[id]],
  'nothing comes': () => [],
};
