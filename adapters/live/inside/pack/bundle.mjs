// @ts-check
// Makes one CommonJS file of the extension's modules, as Live loads it. Ours is
// a small language: named imports of a relative path or of `node:`, default
// imports of `node:`, exports before a declaration. What else a module does is
// an error here, so nothing slips through unseen.

import fs from 'node:fs';
import path from 'node:path';

const IMPORT = /^import\s+(?:(\w+)|\{([^}]*)\})\s+from\s+'([^']+)';$/gm;
const EXPORT = /^export\s+((?:async\s+)?function\*?|class|const|let)\s+(\w+)/gm;
const EXPORT_LIST = /^export\s+const\s+\[([^\]]*)\]/gm;

/** Modules that are neither ours nor Node's, where a bundle may find them. */
const GIVEN = ['max-api'];

/**
 * @param {string} entry
 * @param {Map<string, string>} [others] text of modules that are in no file, by path
 * @param {string} [end] what is done with what the entry exports, `exported`; without it they are the module's exports
 * @returns {string}
 */
export function bundle(entry, others = new Map(), end = 'module.exports = exported;\n') {
  /** Ids by file, in the order in which they must run. @type {Map<string, string>} */
  const modules = new Map();
  /** @type {Map<string, number>} */
  const ids = new Map();
  const visit = (/** @type {string} */ file) => {
    if (ids.has(file)) return;
    ids.set(file, ids.size);
    const text = others.get(file) ?? fs.readFileSync(file, 'utf8');
    for (const [, , , from] of text.matchAll(IMPORT)) if (from.startsWith('.')) visit(path.resolve(path.dirname(file), from));
    modules.set(file, text);
  };
  const first = path.resolve(entry);
  visit(first);
  const parts = [...modules].map(([file, text]) => wrapped(file, text, ids));
  return `// Made of the modules of livebridge: change those, not this.
const modules = [];
const load = (id) => {
  if (typeof modules[id] === 'function') {
    const run = modules[id];
    modules[id] = {};
    run(modules[id]);
  }
  return modules[id];
};
${parts.join('')}const exported = load(${ids.get(first)});
${end}`;
}

/** @param {string} file @param {string} text @param {Map<string, number>} ids */
function wrapped(file, text, ids) {
  /** @type {string[]} */
  const exported = [];
  const body = text
    .replace(IMPORT, (_, whole, names, from) => {
      const source = from.startsWith('.') ? `load(${ids.get(path.resolve(path.dirname(file), from))})` : `require('${from}')`;
      if (!from.startsWith('.') && !from.startsWith('node:') && !GIVEN.includes(from)) throw new Error(`${file}: \`${from}\` is neither ours nor Node's`);
      return whole ? `const ${whole} = ${source};` : `const {${names.replaceAll(' as ', ': ')}} = ${source};`;
    })
    .replace(EXPORT_LIST, (_, names) => {
      exported.push(...names.split(',').map((/** @type {string} */ name) => name.trim()));
      return `const [${names}]`;
    })
    .replace(EXPORT, (_, kind, name) => {
      exported.push(name);
      return `${kind} ${name}`;
    })
    // Comments say nothing to Live, and paths of types least of all.
    .replace(/^[ \t]*\/\*\*(?:(?!\*\/)[^])*\*\/[ \t]*\n/gm, '')
    .replace(/^\/\/ .*\n/gm, '');
  const left = /^(import|export)\b.*$/m.exec(body);
  if (left) throw new Error(`${file}: \`${left[0]}\` is more than is understood here`);
  return `modules[${ids.get(file)}] = (exports) => {\n'use strict';\n${body.trim()}\nObject.assign(exports, { ${exported.join(', ')} });\n};\n`;
}
