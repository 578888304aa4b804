// The song with a client of the TypeScript SDK 2, which finds out which revision is spoken.

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { build } from './song.mjs';

const [place, ...words] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${process.env.MCP_TOKEN}` };
const transport = place.startsWith('http:')
  ? new StreamableHTTPClientTransport(new URL(place), { requestInit: { headers } })
  : new StdioClientTransport({ command: place, args: words });
// `legacy` begins with `initialize`, `auto` asks the server which revisions it speaks.
const mode = process.env.MCP_MODE ?? 'auto';
const client = new Client({ name: 'livebridge-test', version: '1' }, { versionNegotiation: { mode } });
await client.connect(transport);
console.log(`TypeScript SDK 2, ${mode}: ${await build(client)} calls`);
await client.close();
