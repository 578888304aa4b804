// Drives ableton-js through its npm client: each line of stdin is the body of an async function
// over `ableton` and `kept`, each line of stdout its value as JSON. Nothing of ableton-js is here.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import path from "node:path";

const folder = process.argv[2];
const require = createRequire(path.join(folder, "package.json"));
const { Ableton } = await import(pathToFileURL(require.resolve("ableton-js")));

// Without its cache: the script's key for a list is the text of a Python `map` object, with its address in it. When
// two lists come to stand at the same address the client keeps the older one, so reads with the cache are chance.
const ableton = new Ableton({ commandTimeoutMs: 20000, heartbeatInterval: 60000, disableCache: true });
ableton.on("error", (error) => console.error(error));
await ableton.start(20000);

const AsyncFunction = (async () => {}).constructor;
// What one line keeps for later ones: objects, and what listeners heard.
const kept = { heard: [] };

console.log(JSON.stringify({ value: "ready" }));
for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const value = await new AsyncFunction("ableton", "kept", JSON.parse(line))(ableton, kept);
    answer = { value: value === undefined ? null : value };
  } catch (error) {
    answer = { error: String(error?.message ?? error) };
  }
  console.log(JSON.stringify(answer));
}
await ableton.close();
process.exit(0);
