"""The inputs of the vectors, written by hand or enumerated; `reference.py` computes the answers.

FILES maps a file name to its head (transform, about, tolerance) and its cases, each a pair (name, input).
Edges come first: a port of the core that passes the first cases of a file has understood its rules.
"""

from . import scale_lock, humanize, gain, session_to_song, janitor, protocol  # noqa: F401, I001 - in the order of the files
from .shared import FILES

__all__ = ["FILES"]
