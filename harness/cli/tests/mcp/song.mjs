// The small song of `song.json`, built by any client: what is kept of an answer goes into later arguments.

import { readFileSync } from 'node:fs';

const at = (value, path) => path.split('.').reduce((inner, key) => inner?.[key], value);

function filled(value, kept) {
  if (typeof value === 'string' && value.startsWith('$')) return kept[value.slice(1)];
  if (Array.isArray(value)) return value.map((item) => filled(item, kept));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner, kept)]));
  }
  return value;
}

function check(holds, what) {
  if (!holds) throw new Error(what);
}

/** Builds the song, and looks at everything else that a client sees. Gives how many calls it made. */
export async function build(client) {
  const { tools } = await client.listTools();
  check(tools.length === 12, `${tools.length} tools`);
  const steps = JSON.parse(readFileSync(new URL('song.json', import.meta.url), 'utf8'));
  const kept = {};
  for (const { tool, arguments: wanted, keep = {}, expect = {}, expectError } of steps) {
    const result = await client.callTool({ name: tool, arguments: filled(wanted, kept) });
    const shown = `${tool}: ${JSON.stringify(result)}`;
    check(Boolean(result.isError) === Boolean(expectError), shown);
    if (expectError) check(result.structuredContent?.code === expectError, shown);
    for (const [name, path] of Object.entries(keep)) {
      kept[name] = at(result.structuredContent, path);
      check(kept[name] !== undefined, `${path} is missing of ${shown}`);
    }
    for (const [path, value] of Object.entries(expect)) {
      check(at(result.structuredContent, path) === value, `${path} is not ${value} in ${shown}`);
    }
  }
  const { resources } = await client.listResources();
  check(resources.length === 1, `${resources.length} resources`);
  const { resourceTemplates } = await client.listResourceTemplates();
  check(resourceTemplates.length === 2, `${resourceTemplates.length} templates`);
  const song = await client.readResource({ uri: 'ableton://song' });
  check(JSON.parse(song.contents[0].text).tempo === 96, JSON.stringify(song));
  const notes = await client.readResource({ uri: `ableton://clip/${encodeURIComponent(kept.clip)}/notes` });
  check(JSON.parse(notes.contents[0].text).count === 4, JSON.stringify(notes));
  const { prompts } = await client.listPrompts();
  check(prompts.length === 3, `${prompts.length} prompts`);
  const prompt = await client.getPrompt({ name: 'batch_rename', arguments: { rule: 'lower case' } });
  check(prompt.messages[0].content.text.includes('lower case'), JSON.stringify(prompt));
  return steps.length;
}
