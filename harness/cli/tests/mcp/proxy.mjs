// Stands before a server for tests that know no token: adds it, and passes everything else on, Host and Origin too.
// Usage: node proxy.mjs BRIDGE_FILE; prints the address at which it listens.

import { createServer, request } from 'node:http';
import { readFileSync } from 'node:fs';

const { port, token } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const server = createServer((incoming, outgoing) => {
  const headers = { ...incoming.headers, authorization: `Bearer ${token}` };
  const passed = request({ host: '127.0.0.1', port, method: incoming.method, path: incoming.url, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    answer.pipe(outgoing);
  });
  passed.on('error', () => outgoing.destroy());
  outgoing.on('close', () => passed.destroy());
  incoming.pipe(passed);
});
server.listen(0, '127.0.0.1', () => console.log(`http://localhost:${server.address().port}/mcp`));
