// @ts-check
// What Folder and File of the hosted code stand on: paths as Max writes them,
// entries of a folder, and a file read or written synchronously.

import fs from 'node:fs';
import path from 'node:path';

/** The most entries that a folder is read with. */
const ENTRY_LIMIT = 1_000_000;

/** Max starts a path with the name of a disk: `Macintosh HD:/Users` is `/Users` here. */
const DISK = /^[^/\\]{2,64}:(?=\/)/;

/** Files seen from one device's folder. */
export class Files {
  /** @param {string} base where relative names are looked for */
  constructor(base) {
    this.base = base;
  }

  /** @param {string} name @returns {string} */
  resolve(name) {
    return path.resolve(this.base, name.replace(DISK, ''));
  }

  /**
   * @param {string} name
   * @returns {{path: string, entries: {name: string, folder: boolean, modified: Date}[]} | null}
   */
  folder(name) {
    const where = this.resolve(name);
    let found;
    try {
      found = fs.readdirSync(where, { withFileTypes: true });
    } catch {
      return null;
    }
    const entries = found
      .filter((entry) => !entry.name.startsWith('.'))
      .sort((left, right) => (left.name < right.name ? -1 : 1))
      .slice(0, ENTRY_LIMIT)
      .map((entry) => ({ name: entry.name, folder: entry.isDirectory(), modified: modified(path.join(where, entry.name)) }));
    return { path: where, entries };
  }

  /**
   * @param {string} name
   * @param {string} access `read`, `write` or `readwrite`
   * @returns {OpenFile | null} null when it cannot be opened, as in Max
   */
  open(name, access) {
    const where = this.resolve(name);
    try {
      const exists = fs.existsSync(where);
      const flags = access === 'read' ? 'r' : exists ? 'r+' : 'w+';
      return new OpenFile(fs.openSync(where, flags), where, access);
    } catch {
      return null;
    }
  }
}

/** @param {string} file */
function modified(file) {
  try {
    return fs.statSync(file).mtime;
  } catch {
    return new Date(0);
  }
}

/** An open file with a place in it. */
class OpenFile {
  /**
   * @param {number} descriptor
   * @param {string} where
   * @param {string} access
   */
  constructor(descriptor, where, access) {
    this.descriptor = descriptor;
    this.name = path.basename(where);
    this.folder = path.dirname(where);
    this.access = access;
    this.position = 0;
  }

  /** @returns {number} */
  size() {
    return fs.fstatSync(this.descriptor).size;
  }

  /** @param {number} size */
  truncate(size) {
    fs.ftruncateSync(this.descriptor, Math.max(0, size));
  }

  /** @param {number} count @returns {Buffer} */
  readBytes(count) {
    const wanted = Math.max(0, Math.min(count, this.size() - this.position));
    const buffer = Buffer.alloc(wanted);
    const got = fs.readSync(this.descriptor, buffer, 0, wanted, this.position);
    this.position += got;
    return buffer.subarray(0, got);
  }

  /** @param {number} count @returns {string | null} */
  readText(count) {
    const bytes = this.readBytes(count);
    return bytes.length === 0 ? null : bytes.toString('utf8');
  }

  /** @param {number} [limit] @returns {string | null} */
  readLine(limit = Infinity) {
    const from = this.position;
    const rest = this.readBytes(Infinity);
    if (rest.length === 0) return null;
    const end = rest.indexOf(10);
    const line = end < 0 ? rest : rest.subarray(0, end);
    const text = line.toString('utf8').replace(/\r$/, '');
    if (text.length > limit) {
      this.position = from + Buffer.byteLength(text.slice(0, limit));
      return text.slice(0, limit);
    }
    this.position = from + line.length + (end < 0 ? 0 : 1);
    return text;
  }

  /** @param {string} text */
  write(text) {
    this.writeBytes(Buffer.from(text));
  }

  /** @param {ArrayLike<number>} bytes */
  writeBytes(bytes) {
    const buffer = Buffer.from(Array.from(bytes));
    fs.writeSync(this.descriptor, buffer, 0, buffer.length, this.position);
    this.position += buffer.length;
  }

  close() {
    fs.closeSync(this.descriptor);
  }
}
