// @ts-check
// Reads WAV files: PCM of 16, 24 and 32 bits, and floats of 32.

/** @typedef {{ rate: number, channels: Float32Array[] }} Sound */

/** @param {Buffer} bytes @returns {Sound | null} */
export function parse(bytes) {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') return null;
  let format = null;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = bytes.toString('latin1', at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    const body = bytes.subarray(at + 8, Math.min(bytes.length, at + 8 + length));
    if (name === 'fmt ' && body.length >= 16) {
      format = { kind: body.readUInt16LE(0), channels: body.readUInt16LE(2), rate: body.readUInt32LE(4), bits: body.readUInt16LE(14) };
      if (format.kind === 0xfffe && body.length >= 26) format.kind = body.readUInt16LE(24);
    } else if (name === 'data' && format) {
      return samples(body, format);
    }
    at += 8 + length + (length % 2);
  }
  return null;
}

/** @param {Buffer} body @param {{ kind: number, channels: number, rate: number, bits: number }} format @returns {Sound | null} */
function samples(body, { kind, channels, rate, bits }) {
  const bytes = bits / 8;
  const known = (kind === 1 && [2, 3, 4].includes(bytes)) || (kind === 3 && bytes === 4);
  if (!known || channels < 1 || channels > 64 || rate < 1) return null;
  const frames = Math.floor(body.length / (bytes * channels));
  const read = Array.from({ length: channels }, () => new Float32Array(frames));
  for (let frame = 0; frame < frames; frame += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      const at = (frame * channels + channel) * bytes;
      read[channel][frame] = kind === 3 ? body.readFloatLE(at) : body.readIntLE(at, bytes) / 2 ** (bits - 1);
    }
  }
  return { rate, channels: read };
}

/** The channels of a render; nothing where it cannot be read. @param {Buffer} bytes */
export const decodeWav = (bytes) => parse(bytes)?.channels ?? null;
