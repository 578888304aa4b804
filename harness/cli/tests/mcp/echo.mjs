// A server of the TypeScript SDK that does nothing but answer: what `rate.mjs` measures against.

import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const server = new McpServer({ name: 'echo', version: '1' });
const about = { description: 'Gives back what it is given', inputSchema: { bpm: z.number().min(20).max(999) } };
server.registerTool('echo', about, ({ bpm }) => ({
  content: [{ type: 'text', text: `Tempo is ${bpm} bpm.` }],
  structuredContent: { tempo: bpm },
}));
await server.connect(new StdioServerTransport());
