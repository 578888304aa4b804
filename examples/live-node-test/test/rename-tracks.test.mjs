// Copy this file beside your device: it needs node:test and livebridge-live only.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startLive } from 'livebridge-live/testing';

const js = fileURLToPath(new URL('../rename-tracks.js', import.meta.url));

let live;
beforeEach(async () => {
  live = await startLive(); // Live's default Set; { set: 'my.als' } opens another
});
afterEach(() => live.stop());

const trackNames = () => live.get('live_set', 'tracks').map((track) => live.engine.get(track.$, 'name'));

test('tracks get the names of the list, again and again', async () => {
  const device = await live.device({ js, args: ['Drums', 'Bass'] });
  device.send('bang'); // what live.thisdevice does
  const names = trackNames();
  assert.deepEqual(names, names.map((_, index) => ['Drums', 'Bass'][index % 2]));
  assert.deepEqual(device.outputs.at(-1).atoms, ['renamed', names.length]);
});

test('a track that the user makes is renamed a tick later', async () => {
  const device = await live.device({ js, args: ['One', 'Two', 'Three', 'Four', 'Five'] });
  device.send('bang');
  const before = trackNames().length;
  live.userCalls('live_set', 'create_midi_track', 0);
  assert.equal(trackNames().length, before + 1);
  assert.notEqual(trackNames()[0], 'One');
  await device.advance(200); // virtual time: no test waits
  assert.deepEqual(trackNames(), ['One', 'Two', 'Three', 'Four', 'Five'].slice(0, before + 1));
});

test('all of it is undone in one step', async () => {
  const before = live.snapshot();
  const device = await live.device({ js, args: ['A', 'B'] });
  device.send('bang');
  assert.notEqual(live.snapshot(), before);
  assert.equal(live.undo(), true);
  assert.equal(live.snapshot(), before);
});
