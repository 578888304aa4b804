// @ts-check
// Zip files, as an `.ablx` is one: written always in the same bytes for the same
// files, read with limits.

import zlib from 'node:zlib';

const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50];
/** The first day that the format knows: no clock reaches an archive. */
const DATE = 0x0021;
const MOST_FILES = 1000;
const LARGEST = 64 * 1024 * 1024;

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

/** @param {Uint8Array} bytes */
function checksum(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = TABLE[(value ^ byte) & 0xff] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/** @param {Map<string, Buffer>} files in the order in which they are to stand @returns {Buffer} */
export function writeZip(files) {
  /** @type {Buffer[]} */
  const parts = [];
  /** @type {Buffer[]} */
  const directory = [];
  let at = 0;
  for (const [name, content] of files) {
    const packed = zlib.deflateRawSync(content, { level: 9 });
    const path = Buffer.from(name, 'utf8');
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(0x0800, 2); // names are UTF-8
    fields.writeUInt16LE(8, 4);
    fields.writeUInt16LE(DATE, 8);
    fields.writeUInt32LE(checksum(content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([word(LOCAL), fields, path, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([word(CENTRAL), Buffer.from([20, 0]), fields, rest, path]));
    parts.push(local);
    at += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.size, 4);
  end.writeUInt16LE(files.size, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, listed, word(END), end]);
}

/** @param {number} value */
function word(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** @param {Buffer} bytes @returns {Map<string, Buffer>} */
export function readZip(bytes) {
  let end = -1;
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 65_557); at -= 1) {
    if (bytes.readUInt32LE(at) === END) {
      end = at;
      break;
    }
  }
  if (end < 0) throw new Error('this is no zip file');
  const count = bytes.readUInt16LE(end + 10);
  if (count > MOST_FILES) throw new Error(`more than ${MOST_FILES} files`);
  /** @type {Map<string, Buffer>} */
  const files = new Map();
  let at = bytes.readUInt32LE(end + 16);
  let total = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== CENTRAL) throw new Error('the directory of the zip file is damaged');
    const method = bytes.readUInt16LE(at + 10);
    const [sum, packed, size] = [bytes.readUInt32LE(at + 16), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24)];
    const [nameLength, extra, comment] = [bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32)];
    const local = bytes.readUInt32LE(at + 42);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    at += 46 + nameLength + extra + comment;
    total += size;
    if (total > LARGEST) throw new Error(`more than ${LARGEST} bytes in the zip file`);
    if (name.endsWith('/')) continue;
    if (local + 30 > bytes.length || bytes.readUInt32LE(local) !== LOCAL) throw new Error(`${name} is damaged`);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const body = bytes.subarray(from, from + packed);
    let content;
    if (method === 0) content = Buffer.from(body);
    else if (method === 8) content = zlib.inflateRawSync(body, { maxOutputLength: size + 1 });
    else throw new Error(`${name} is packed in a way that is not read: ${method}`);
    if (content.length !== size || checksum(content) !== sum) throw new Error(`${name} is damaged`);
    files.set(name, content);
  }
  return files;
}
