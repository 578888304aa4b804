// The WebAssembly module as one function: an object in, an object out.

const memory = () => new Uint8Array(exports.memory.buffer);
let exports;

/** Loads the module that lies beside this page. */
export async function start() {
  const address = new URL("../livebridge.wasm", import.meta.url);
  const response = await fetch(address);
  if (!response.ok) throw new Error(`livebridge.wasm is not there (${response.status}): run docs/playground/build`);
  const { instance } = await WebAssembly.instantiate(await response.arrayBuffer(), {});
  exports = instance.exports;
}

/** A refusal: what was wrong and how to recover. */
export class Refused extends Error {
  constructor(refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** Asks for something; `files` are bytes that go with it. Throws `Refused`. */
export function ask(what, request = {}, files) {
  if (files) memory().set(files, exports.files(files.length));
  const text = new TextEncoder().encode(JSON.stringify({ do: what, with: request }));
  const at = exports.request(text.length);
  memory().set(text, at);
  const length = exports.ask();
  const start = exports.answer();
  const answer = JSON.parse(new TextDecoder().decode(memory().subarray(start, start + length)));
  if (answer.refused) throw new Refused(answer.refused);
  return answer.ok;
}
