// @ts-check
// Small arithmetic that the transforms share, to the last bit as the vectors
// have it (`golden/vectors`).

/** Shorter than this is nothing, in beats. */
export const BEAT = 1e-6;

/** The nearest whole number, a tie going up. Right for 0.49999999999999994 too. @param {number} value */
export function roundHalfUp(value) {
  const below = Math.floor(value);
  return value - below >= 0.5 ? below + 1 : below;
}

/** @param {number} value @param {number} low @param {number} high */
export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/** The largest number below a positive one. @param {number} value */
function nextDown(value) {
  const bits = new BigInt64Array(new Float64Array([value]).buffer);
  bits[0] -= BigInt(1);
  return new Float64Array(bits.buffer)[0];
}

/** A duration that ends at `end` at the latest, in floating point too. @param {number} start @param {number} duration @param {number} end */
export function until(start, duration, end) {
  if (start + duration <= end) return duration;
  let held = end - start;
  while (held > 0 && start + held > end) held = nextDown(held);
  return held;
}
