// The v8 half: has the Live API, and no network. It takes requests from the
// cable, runs them, and answers with the same id.

autowatch = 1;
inlets = 1;
outlets = 1;

var chunks = require('chunks.js');

/** Requests that have not arrived whole, by id. */
var arriving = {};

/** A part of a request. */
function part(id, index, count, sum, text) {
  var joiner = index === 0 ? new chunks.Joiner() : arriving[id];
  var whole;
  try {
    if (!joiner) throw new Error('part ' + index + ' came without those before it');
    arriving[id] = joiner;
    whole = joiner.add(index, count, sum, text);
  } catch (error) {
    delete arriving[id];
    answer(id, { error: 'the request was lost on the cable: ' + error.message });
    return;
  }
  if (whole === undefined) return;
  delete arriving[id];
  var reply;
  try {
    reply = { result: run(JSON.parse(whole)) };
  } catch (error) {
    reply = { error: error.message };
  }
  answer(id, reply);
}

function answer(id, reply) {
  var text = JSON.stringify(reply);
  if (text.length > chunks.PART_SIZE * chunks.PART_LIMIT) {
    text = JSON.stringify({ error: 'the answer has ' + text.length + ' characters, more than the cable takes' });
  }
  chunks.split(id, text).forEach(function (message) {
    outlet(0, message);
  });
}

/** One request: { path, get | set + value | call + args | info }. */
function run(request) {
  var api = new LiveAPI(String(request.path));
  // Live tells nothing about a path that leads nowhere: its id is 0.
  if (api.id === '0') throw new Error('there is nothing at ' + request.path);
  if (request.get !== undefined) return read(api, request.get);
  if (request.set !== undefined) {
    api.set(request.set, request.value);
    // `set` answers 1 whatever became of it: only reading back tells.
    return read(api, request.set);
  }
  if (request.call !== undefined) return api.call.apply(api, [request.call].concat(request.args || []));
  if (request.info !== undefined) return api.info;
  throw new Error('a request gets, sets, calls or asks for info');
}

function read(api, name) {
  var value = api.get(name);
  // A bare 1 instead of an array: Live has no such member, or would not tell.
  if (!Array.isArray(value)) throw new Error(api.type + ' has no ' + name);
  return value;
}
