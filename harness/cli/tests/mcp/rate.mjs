// How many calls a second one client makes, one after the other, over standard streams: of ours, and of an echo server of
// the TypeScript SDK. Both are asked in turns, so that a machine with other work slows both.
//
// Usage: node rate.mjs LIVEBRIDGE [CALLS_PER_ROUND [ROUNDS]]

import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

const [livebridge, calls = '2000', rounds = '7'] = process.argv.slice(2);
const echo = fileURLToPath(new URL('echo.mjs', import.meta.url));

async function connected(command, args) {
  const client = new Client({ name: 'livebridge-rate', version: '1' });
  await client.connect(new StdioClientTransport({ command, args, stderr: 'ignore' }));
  return client;
}

const ours = await connected(livebridge, ['mcp']);
const theirs = await connected(process.execPath, [echo]);
const runs = [
  { what: 'echo of the SDK', client: theirs, tool: 'echo', of: (at) => ({ bpm: 60 + (at % 60) }) },
  { what: 'live_set_tempo', client: ours, tool: 'live_set_tempo', of: (at) => ({ bpm: 60 + (at % 60) }) },
  { what: 'live_get_song_overview', client: ours, tool: 'live_get_song_overview', of: () => ({}) },
];

/** Calls a second, of so many calls. */
async function rate({ client, tool, of }, count) {
  const begun = process.hrtime.bigint();
  for (let at = 0; at < count; at += 1) {
    const result = await client.callTool({ name: tool, arguments: of(at) });
    if (result.isError) throw new Error(JSON.stringify(result));
  }
  return (count * 1e9) / Number(process.hrtime.bigint() - begun);
}

for (const run of runs) await rate(run, Number(calls) / 4);
const rates = new Map(runs.map(({ what }) => [what, []]));
for (let round = 0; round < Number(rounds); round += 1) {
  for (const run of runs) rates.get(run.what).push(await rate(run, Number(calls)));
}
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const base = median(rates.get(runs[0].what));
for (const [what, values] of rates) {
  const [low, high] = [Math.min(...values), Math.max(...values)].map(Math.round);
  console.log(`${what}: ${Math.round(median(values))} calls/s (${low} to ${high}), ${(median(values) / base).toFixed(2)} of the echo server`);
}
await Promise.all([ours.close(), theirs.close()]);
