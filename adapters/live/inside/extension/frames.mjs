// @ts-check
// WebSocket frames (RFC 6455), both directions: what a client masks a server
// does not. No extension of the protocol is spoken.

export const [TEXT, BINARY, CLOSE, PING, PONG] = [1, 2, 8, 9, 10];
const CONTINUATION = 0;

/**
 * @param {number} opcode @param {Buffer} payload @param {Buffer} [mask] four bytes, of a client
 * @returns {Buffer}
 */
export function frame(opcode, payload, mask) {
  const size = payload.length;
  const bit = mask ? 0x80 : 0;
  let head;
  if (size < 126) {
    head = Buffer.from([0x80 | opcode, bit | size]);
  } else if (size < 65_536) {
    head = Buffer.from([0x80 | opcode, bit | 126, size >> 8, size & 0xff]);
  } else {
    head = Buffer.alloc(10);
    head[0] = 0x80 | opcode;
    head[1] = bit | 127;
    head.writeUInt32BE(Math.floor(size / 2 ** 32), 2);
    head.writeUInt32BE(size >>> 0, 6);
  }
  if (!mask) return Buffer.concat([head, payload]);
  const body = Buffer.from(payload);
  for (let at = 0; at < body.length; at += 1) body[at] ^= mask[at & 3];
  return Buffer.concat([head, mask, body]);
}

/**
 * What has arrived.
 * @typedef {{ kind: 'message', payload: Buffer } | { kind: 'ping', payload: Buffer } | { kind: 'close' } | { kind: 'wrong', why: string } | { kind: 'tooLong' }} Arrived
 */

/** Puts messages together from the bytes of a connection. */
export class Frames {
  /** @type {Buffer[]} */
  #chunks = [];
  #size = 0;
  /** The fragments of a message so far. @type {Buffer[]} */
  #fragments = [];
  #fragmented = 0;
  #isFragmented = false;
  /** Bytes of a payload that is too long, still to be thrown away. */
  #skipped = 0;

  /** @param {{ isMasked: boolean, limit: () => number }} options `isMasked`: whether the other side is a client */
  constructor({ isMasked, limit }) {
    this.isMasked = isMasked;
    this.limit = limit;
  }

  /** @param {Buffer} chunk @returns {Generator<Arrived>} */
  *take(chunk) {
    let rest = chunk;
    if (this.#skipped > 0) {
      const gone = Math.min(this.#skipped, rest.length);
      this.#skipped -= gone;
      rest = rest.subarray(gone);
    }
    this.#chunks.push(rest);
    this.#size += rest.length;
    for (;;) {
      const head = this.#head();
      if (!head) return;
      if (typeof head === 'string') {
        yield { kind: 'wrong', why: head };
        return;
      }
      const isControl = head.opcode >= CLOSE;
      if (!isControl && head.size + this.#fragmented > this.limit()) {
        this.#drop(head.length + Math.min(head.size, this.#size - head.length));
        this.#skipped = Math.max(0, head.size - head.there);
        [this.#fragments, this.#fragmented, this.#isFragmented] = [[], 0, !head.isLast];
        yield { kind: 'tooLong' };
        continue;
      }
      if (head.there < head.size) return;
      const whole = this.#all();
      const payload = Buffer.from(whole.subarray(head.length, head.length + head.size));
      if (head.mask) for (let at = 0; at < payload.length; at += 1) payload[at] ^= head.mask[at & 3];
      this.#drop(head.length + head.size);
      const arrived = this.#arrived(head, payload);
      if (arrived) yield arrived;
      if (arrived?.kind === 'wrong' || arrived?.kind === 'close') return;
    }
  }

  /** @param {{ opcode: number, isLast: boolean }} head @param {Buffer} payload @returns {Arrived | undefined} */
  #arrived({ opcode, isLast }, payload) {
    if (opcode === CLOSE) return { kind: 'close' };
    if (opcode === PING) return { kind: 'ping', payload };
    if (opcode === PONG) return undefined;
    if (opcode === BINARY) return { kind: 'wrong', why: 'a message is a text frame' };
    if ((opcode === CONTINUATION) !== this.#isFragmented) return { kind: 'wrong', why: 'fragments of two messages in one another' };
    this.#fragments.push(payload);
    this.#fragmented += payload.length;
    this.#isFragmented = !isLast;
    if (!isLast) return undefined;
    const message = this.#fragments.length === 1 ? payload : Buffer.concat(this.#fragments);
    [this.#fragments, this.#fragmented] = [[], 0];
    return { kind: 'message', payload: message };
  }

  /** The beginning of the next frame; undefined while it is not there, a text when it is none. */
  #head() {
    if (this.#size < 2) return undefined;
    const bytes = this.#all();
    const [first, second] = bytes;
    const opcode = first & 0x0f;
    const isLast = (first & 0x80) !== 0;
    if ((first & 0x70) !== 0) return 'a reserved bit is set';
    if (![CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG].includes(opcode)) return `there is no opcode ${opcode}`;
    if (((second & 0x80) !== 0) !== this.isMasked) return this.isMasked ? 'a client masks its frames' : 'a server does not mask';
    const short = second & 0x7f;
    if (opcode >= CLOSE && (short > 125 || !isLast)) return 'a control frame is short and whole';
    let [size, length] = [short, 2];
    if (short === 126) {
      if (bytes.length < 4) return undefined;
      [size, length] = [bytes.readUInt16BE(2), 4];
    } else if (short === 127) {
      if (bytes.length < 10) return undefined;
      [size, length] = [bytes.readUInt32BE(2) * 2 ** 32 + bytes.readUInt32BE(6), 10];
    }
    let mask;
    if (this.isMasked) {
      if (bytes.length < length + 4) return undefined;
      mask = Buffer.from(bytes.subarray(length, length + 4));
      length += 4;
    }
    return { opcode, isLast, size, length, mask, there: bytes.length - length };
  }

  #all() {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  /** @param {number} count */
  #drop(count) {
    const all = this.#all();
    this.#chunks = [all.subarray(count)];
    this.#size = all.length - count;
  }
}
