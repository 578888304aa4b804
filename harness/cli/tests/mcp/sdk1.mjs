// The song with a client of the TypeScript SDK 1: over standard streams, or with an address and a token over HTTP.

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { build } from './song.mjs';

const [place, ...words] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${process.env.MCP_TOKEN}` };
const transport = place.startsWith('http:')
  ? new StreamableHTTPClientTransport(new URL(place), { requestInit: { headers } })
  : new StdioClientTransport({ command: place, args: words });
const client = new Client({ name: 'livebridge-test', version: '1' });
await client.connect(transport);
console.log(`TypeScript SDK 1: ${await build(client)} calls`);
await client.close();
