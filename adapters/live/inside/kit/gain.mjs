// @ts-check
// Gain Stage Doctor: levels, the trim, and where a fader goes for it. Pure, the
// same results as the vectors have.

import { clamp } from './numbers.mjs';

/** @typedef {{ min: number, max: number, defaultValue: number }} Fader its default is 0 dB */

export const FLOOR_DB = -120;

/** @param {number} amplitude */
const levelDb = (amplitude) => (amplitude > 0 ? Math.max(20 * Math.log10(amplitude), FLOOR_DB) : FLOOR_DB);

/** Peak, mean level and crest over all samples. @param {ArrayLike<number>[]} channels */
export function analyzeLoudness(channels) {
  let [peak, sum, lost, count] = [0, 0, 0, 0];
  for (const channel of channels) {
    for (let at = 0; at < channel.length; at += 1) {
      const sample = channel[at];
      peak = Math.max(peak, Math.abs(sample));
      // Summed with what rounding lost (Kahan): ten minutes are many samples.
      const next = sample * sample - lost;
      const total = sum + next;
      lost = total - sum - next;
      sum = total;
    }
    count += channel.length;
  }
  const [peakDb, rmsDb] = [levelDb(peak), levelDb(count > 0 ? Math.sqrt(sum / count) : 0)];
  return { peakDb, rmsDb, crest: peakDb - rmsDb };
}

/** Where the branches of Live's curve meet: in fader values, and in dB. */
const [UPPER_SEAM, UPPER_SEAM_DB] = [0.4007362569699542, -17.97054972120183];
const [LOWER_SEAM, LOWER_SEAM_DB] = [0.0492425980091658, -57.313725383557724];

/** @param {number} value */
function liveCurveDb(value) {
  if (value >= UPPER_SEAM) return 40 * value - 34;
  const t = 399.751894 * value - 201.871345;
  if (value >= LOWER_SEAM) return -(t * t + 12630.61132) / 799.503788;
  return 118.426374 * value ** (5567 / 7504) - 70;
}

/** @param {number} db */
function liveCurveValue(db) {
  if (db >= UPPER_SEAM_DB) return (db + 34) / 40;
  if (db >= LOWER_SEAM_DB) return -(Math.sqrt(-799.503788 * db - 12630.61132) - 201.871345) / 399.751894;
  return db > -70 ? ((db + 70) / 118.426374) ** (7504 / 5567) : 0;
}

/** Whether Live's curve was fitted to such a fader, as far as 32-bit floats can tell. @param {Fader} fader */
const isLive = ({ min, max, defaultValue }) => min === 0 && max === 1 && Math.abs(defaultValue - 0.85) <= 0.85 * 2 ** -22;

/** Keeps what is on one side of unity there. @param {number} result @param {number} side @param {number} unity */
function heldAtUnity(result, side, unity) {
  const above = side >= 0 ? Math.max(result, unity) : result;
  return side <= 0 ? Math.min(above, unity) : above;
}

/** @param {number} db @param {Fader} fader @param {'live' | 'linear'} [curve] */
export function dbToParamValue(db, fader, curve = 'live') {
  const { min, max, defaultValue } = fader;
  const value = curve === 'live' && isLive(fader) ? heldAtUnity(liveCurveValue(db), db, defaultValue) : defaultValue + (db * (defaultValue - min)) / 70;
  return clamp(value, min, max);
}

/** @param {number} given @param {Fader} fader @param {'live' | 'linear'} [curve] */
export function paramValueToDb(given, fader, curve = 'live') {
  const { min, max, defaultValue } = fader;
  const value = clamp(given, min, max);
  if (curve === 'live' && isLive(fader)) return heldAtUnity(liveCurveDb(value), value - defaultValue, 0);
  return defaultValue > min ? ((value - defaultValue) * 70) / (defaultValue - min) : 0;
}
