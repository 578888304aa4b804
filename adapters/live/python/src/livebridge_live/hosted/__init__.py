"""The folder that a hosted script has on its path: `_Framework` and `ableton`.

`Live` itself is built in memory from the table when a session is opened.
"""
