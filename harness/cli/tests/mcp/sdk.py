"""The song of song.json with a client of the Python SDK, over standard streams."""

import asyncio
import json
import pathlib
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client


def at(value, path):
    for key in path.split("."):
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


def filled(value, kept):
    if isinstance(value, str) and value.startswith("$"):
        return kept[value[1:]]
    if isinstance(value, list):
        return [filled(item, kept) for item in value]
    if isinstance(value, dict):
        return {key: filled(inner, kept) for key, inner in value.items()}
    return value


def field(thing, *names):
    """A field by any of its names: they differ between the versions of the SDK."""
    for name in names:
        if hasattr(thing, name):
            return getattr(thing, name)
    raise AttributeError(names)


async def main(command, words):
    async with stdio_client(StdioServerParameters(command=command, args=words)) as (reading, writing):
        async with ClientSession(reading, writing) as session:
            await session.initialize()
            tools = (await session.list_tools()).tools
            assert len(tools) == 12, tools
            kept = {}
            steps = json.loads(pathlib.Path(__file__).with_name("song.json").read_text())
            for step in steps:
                result = await session.call_tool(step["tool"], filled(step["arguments"], kept))
                structured = field(result, "structuredContent", "structured_content")
                expected = step.get("expectError")
                assert bool(field(result, "isError", "is_error")) == bool(expected), (step, result)
                if expected:
                    assert structured["code"] == expected, (step, result)
                for name, path in step.get("keep", {}).items():
                    kept[name] = at(structured, path)
                for path, value in step.get("expect", {}).items():
                    assert at(structured, path) == value, (step, structured)
            assert len((await session.list_prompts()).prompts) == 3
            song = await session.read_resource("ableton://song")
            assert json.loads(song.contents[0].text)["tempo"] == 96, song
            print(f"Python SDK: {len(steps)} calls")


asyncio.run(main(sys.argv[1], sys.argv[2:]))
