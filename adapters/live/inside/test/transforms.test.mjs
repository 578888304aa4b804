// The Kit's transforms against the golden vectors: equal to ours in Rust, case by case.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { analyzeLoudness, dbToParamValue, paramValueToDb } from '../kit/gain.mjs';
import { PALETTE, detectIssues, planFixes } from '../kit/janitor.mjs';
import { beatsPerCell, humanize, listed, seeded, snapToScale } from '../kit/notes.mjs';
import { fillAudio, fillMidi, planArrangement } from '../kit/song.mjs';
import { GOLDEN } from './helpers.mjs';

/** What the files ask of a transform, in terms of ours. Judging arguments is the port's business: cases of refusals are others'. */
const ANSWERS = {
  'scale-lock.json': ({ notes, scale, mode }) => snapToScale(notes, scale, mode),
  'grid.json': ({ label, triplet }) => ({ beatsPerCell: beatsPerCell(label, triplet) }),
  'humanize.json': ({ notes, opts, grid, draws }) => {
    const list = listed(draws);
    const varied = humanize(notes, opts, grid.beatsPerCell, list);
    return { notes: varied, drawsConsumed: list.consumed() };
  },
  'loudness.json': ({ channels }) => analyzeLoudness(channels),
  'fader.json': ({ db, param, curve }) => ({ value: dbToParamValue(db, param, curve) }),
  'fader-inverse.json': ({ value, param, curve }) => ({ db: paramValueToDb(value, param, curve) }),
  'plan-arrangement.json': ({ session, sectionMap, timeSig }) => {
    const { placements, cuePoints } = planArrangement(session.scenes, session.tracks.map(({ clips }) => clips), sectionMap, [timeSig.numerator, timeSig.denominator]);
    return { placements, cuePoints };
  },
  'fill.json': ({ kind, notes, sourceStart = 0, sourceLength, duration, fill }) => {
    if (kind === 'audio') return { pieces: fill ? fillAudio(sourceLength, duration) : [{ startTime: 0, duration }] };
    return { notes: fill ? fillMidi(notes, sourceStart, sourceLength, duration) : notes };
  },
  'janitor-detect.json': ({ set, palette = PALETTE }) => ({ issues: detectIssues(set.tracks, palette) }),
  'janitor-fix.json': ({ issues, chosen, palette = PALETTE }) => ({ fixes: planFixes(issues, chosen, palette) }),
};

/** @returns {string | undefined} where two values differ */
function difference(seen, wanted, tolerance, place = '') {
  if (typeof wanted === 'number') return typeof seen === 'number' && Math.abs(seen - wanted) <= tolerance ? undefined : `${place}: ${seen}, not ${wanted}`;
  if (Array.isArray(wanted)) {
    if (!Array.isArray(seen) || seen.length !== wanted.length) return `${place}: ${seen?.length} items, not ${wanted.length}`;
    return wanted.map((one, at) => difference(seen[at], one, tolerance, `${place}[${at}]`)).find(Boolean);
  }
  if (typeof wanted === 'object' && wanted !== null) {
    const keys = new Set([...Object.keys(wanted), ...Object.keys(seen ?? {}).filter((key) => seen[key] !== undefined)]);
    return [...keys].map((key) => difference(seen?.[key], wanted[key], tolerance, `${place}.${key}`)).find(Boolean);
  }
  return seen === wanted ? undefined : `${place}: ${seen}, not ${wanted}`;
}

for (const [file, answer] of Object.entries(ANSWERS)) {
  test(`${file}: every case that is answered`, () => {
    const { cases, tolerance } = JSON.parse(fs.readFileSync(path.join(GOLDEN, 'vectors', file), 'utf8'));
    let held = 0;
    for (const { name, input, output, error } of cases) {
      if (error?.code === 'STALE_REFERENCE') {
        assert.throws(() => answer(input), { code: error.code, subjectId: error.subjectId }, name);
        held += 1;
      }
      if (output === undefined) continue;
      const before = structuredClone(input);
      assert.equal(difference(answer(input), output, tolerance, name), undefined);
      assert.deepEqual(input, before, `${name}: the input was changed`);
      held += 1;
    }
    assert.ok(held > 5, `only ${held} cases`);
  });
}

test('seeded draws are those of `livebridge run humanize --seed`', () => {
  // The golden state of Humanize holds their effect; here, that they are numbers of [0, 1) that differ by place.
  const draws = new Set();
  for (let clip = 0; clip < 3; clip += 1) for (let note = 0; note < 10; note += 1) for (let kind = 0; kind < 5; kind += 1) draws.add(seeded(1, clip)(note, kind));
  assert.equal(draws.size, 150);
  for (const draw of draws) assert.ok(draw >= 0 && draw < 1);
});
