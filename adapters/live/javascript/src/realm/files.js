// @ts-check
// Max's Folder and File, as far as devices use them: walking a folder, reading
// and writing text and bytes. A classic script for the realm of the hosted code.

(function (/** @type {any} */ host) {
  'use strict';

  const { files } = host;

  class Folder {
    /** @type {{name: string, folder: boolean, modified: Date}[]} */
    #entries = [];
    #at = 0;

    constructor(/** @type {any} */ path) {
      this.typelist = [];
      this.pathname = '';
      const found = files.folder(String(path));
      if (!found) return;
      this.pathname = found.path;
      this.#entries = found.entries;
    }

    get #entry() {
      return this.#entries[this.#at];
    }

    get count() {
      return this.#entries.length;
    }

    get end() {
      return this.#at >= this.#entries.length;
    }

    get filename() {
      return this.#entry?.name ?? '';
    }

    get extension() {
      const dot = this.filename.lastIndexOf('.');
      return this.#entry?.folder || dot <= 0 ? '' : this.filename.slice(dot);
    }

    get filetype() {
      return this.#entry ? (this.#entry.folder ? 'fold' : 'file') : '';
    }

    get moddate() {
      const date = this.#entry?.modified;
      if (!date) return [];
      return [date.getFullYear(), date.getMonth() + 1, date.getDate(), date.getHours(), date.getMinutes(), date.getSeconds()];
    }

    next() {
      this.#at += 1;
    }

    reset() {
      this.#at = 0;
    }

    close() {
      this.#entries = [];
      this.#at = 0;
    }
  }

  class File {
    /** @type {any} a handle of the host */
    #open = null;

    constructor(/** @type {any} */ name, /** @type {any} */ access) {
      this.byteorder = 'little';
      this.linebreak = 'native';
      this.typelist = [];
      this.#start(name, access);
    }

    /** @param {any} name @param {any} access */
    #start(name, access) {
      if (name === undefined || name === '') return;
      this.#open = files.open(String(name), access === undefined ? 'read' : String(access));
    }

    get isopen() {
      return this.#open !== null;
    }

    get filename() {
      return this.#open?.name ?? '';
    }

    get foldername() {
      return this.#open?.folder ?? '';
    }

    get access() {
      return this.#open?.access ?? '';
    }

    get eof() {
      return this.#open ? this.#open.size() : 0;
    }

    set eof(size) {
      this.#open?.truncate(Number(size));
    }

    get position() {
      return this.#open ? this.#open.position : 0;
    }

    set position(at) {
      if (this.#open) this.#open.position = Math.max(0, Number(at) || 0);
    }

    /** @param {any} name */
    open(name) {
      this.close();
      this.#start(name, 'read');
    }

    close() {
      this.#open?.close();
      this.#open = null;
    }

    /** @param {number} [limit] the longest line, in characters */
    readline(limit) {
      return this.#open ? this.#open.readLine(limit) : null;
    }

    /** @param {number} count characters */
    readstring(count) {
      return this.#open ? this.#open.readText(Number(count)) : null;
    }

    /** @param {number} count */
    readchars(count) {
      return Array.from(this.readstring(count) ?? '');
    }

    /** @param {number} count */
    readbytes(count) {
      return this.#open ? Array.from(this.#open.readBytes(Number(count))) : null;
    }

    /** @param {any} text */
    writestring(text) {
      this.#open?.write(String(text));
    }

    /** @param {any} text */
    writeline(text) {
      this.#open?.write(`${text}\n`);
    }

    /** @param {any} chars */
    writechars(chars) {
      this.#open?.write(Array.isArray(chars) ? chars.join('') : String(chars));
    }

    /** @param {any} bytes */
    writebytes(bytes) {
      this.#open?.writeBytes(Array.isArray(bytes) ? bytes : [bytes]);
    }
  }

  return { Folder, File };
});
