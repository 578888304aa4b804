// How a long text crosses the patch cable. A Max symbol holds 32,767 characters,
// and what is longer arrives cut, without a word. So a text travels in parts, and
// each part says which one it is, how many there are, and what it should contain.
//
//   part ID INDEX COUNT CHECK TEXT
//
// Both halves use this file: the v8 half with require(), the Node half with import.

/** The longest part, in characters: well below what a symbol holds. */
var PART_SIZE = 30000;

/** The most parts of one text. */
var PART_LIMIT = 100;

/** FNV-1a over UTF-16 units, as a number that Max can hold as an int. */
function check(text) {
  var hash = 0x811c9dc5;
  for (var at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 1;
}

/**
 * The messages that carry a text.
 * @param {string} id
 * @param {string} text
 * @returns {Array<Array<string | number>>}
 */
function split(id, text) {
  var count = Math.max(1, Math.ceil(text.length / PART_SIZE));
  if (count > PART_LIMIT) throw new Error(text.length + ' characters are too long for the cable: ' + PART_SIZE * PART_LIMIT + ' fit');
  var messages = [];
  for (var index = 0; index < count; index += 1) {
    var part = text.slice(index * PART_SIZE, (index + 1) * PART_SIZE);
    messages.push(['part', id, index, count, check(part), part]);
  }
  return messages;
}

/**
 * Puts the parts of one text together. Each `add` gives the text when it is
 * complete, undefined before, and throws when a part cannot belong here.
 */
function Joiner() {
  this.parts = [];
  this.count = 0;
}

Joiner.prototype.add = function (index, count, sum, part) {
  // An empty or numeric text may arrive as a number: Max has no other way.
  var text = String(part === undefined ? '' : part);
  if (!(count >= 1 && count <= PART_LIMIT)) throw new Error('a part of ' + count);
  if (this.parts.length > 0 && count !== this.count) throw new Error('a part of ' + count + ' among parts of ' + this.count);
  if (index !== this.parts.length) throw new Error('part ' + index + ' came where part ' + this.parts.length + ' was expected');
  if (check(text) !== sum) throw new Error('part ' + index + ' arrived damaged (' + text.length + ' characters)');
  this.count = count;
  this.parts.push(text);
  return this.parts.length === count ? this.parts.join('') : undefined;
};

exports.PART_SIZE = PART_SIZE;
exports.PART_LIMIT = PART_LIMIT;
exports.check = check;
exports.split = split;
exports.Joiner = Joiner;
