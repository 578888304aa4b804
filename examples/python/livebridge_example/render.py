"""The render: an audio track as a WAV file."""

import math
import os
import shutil
import sys
import tempfile
import wave
from array import array
from typing import Optional

from livebridge_kit import Number, rejected

from .song import Song, Track

SAMPLE_RATE = 48_000
LONGEST_RENDER_SECONDS = 600


class Renderer:
    """Writes WAV files, 48 kHz mono 16 bit, to a directory that goes with the process.

    The content is a test signal: a sine of 440 Hz at -20 dBFS where an Arrangement clip lies, silence elsewhere.
    """

    def __init__(self) -> None:
        self.directory: Optional[str] = None
        self.count = 0

    def render(self, song: Song, track: Track, start: Number, end: Number) -> str:
        frames_per_beat = SAMPLE_RATE * 60 / song.tempo
        frames = round((end - start) * frames_per_beat)
        if frames > LONGEST_RENDER_SECONDS * SAMPLE_RATE:
            hint = f"render at most {LONGEST_RENDER_SECONDS} s at once"
            raise rejected(f"the render would be {frames / SAMPLE_RATE:.0f} s long", hint)
        samples = array("h", bytes(2 * frames))
        # 440 cycles fit into a second exactly, so that one second of the sine can be repeated.
        second = array("h", (round(3276.7 * math.sin(math.tau * 440 * i / SAMPLE_RATE)) for i in range(SAMPLE_RATE)))
        for clip in track.arrangement:
            at = max(0, round((clip.start_time - start) * frames_per_beat))
            clip_end = min(frames, round((clip.end_time - start) * frames_per_beat))
            while at < clip_end:
                piece = second[: clip_end - at]
                samples[at : at + len(piece)] = piece
                at += len(piece)
        if sys.byteorder == "big":
            samples.byteswap()
        return self.write(samples)

    def write(self, samples: array) -> str:
        self.directory = self.directory or tempfile.mkdtemp(prefix="livebridge-example-")
        self.count += 1
        path = os.path.join(self.directory, f"render-{self.count}.wav")
        with wave.open(path, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(SAMPLE_RATE)
            file.writeframes(samples.tobytes())
        return path

    def close(self) -> None:
        if self.directory:
            shutil.rmtree(self.directory, ignore_errors=True)
