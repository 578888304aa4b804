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

LONGEST_RENDER_SECONDS = 600


class Renderer:
    """Writes WAV files of 16 bit to a directory that goes with the process.

    The content is a test signal: a sine of 440 Hz at -20 dBFS where an Arrangement clip lies, silence elsewhere.
    """

    sample_rate, channels = 48_000, 1

    def __init__(self) -> None:
        self.directory: Optional[str] = None
        self.count = 0

    def render(self, song: Song, track: Track, start: Number, end: Number) -> str:
        frames_per_beat = self.sample_rate * 60 / song.tempo
        frames = round((end - start) * frames_per_beat)
        if frames > LONGEST_RENDER_SECONDS * self.sample_rate:
            hint = f"render at most {LONGEST_RENDER_SECONDS} s at once"
            raise rejected(f"the render would be {frames / self.sample_rate:.0f} s long", hint)
        samples = array("h", bytes(2 * frames))
        # 440 cycles fit into a second exactly, so that one second of the sine can be repeated.
        rate = self.sample_rate
        second = array("h", (round(3276.7 * math.sin(math.tau * 440 * i / rate)) for i in range(rate)))
        for clip in track.arrangement:
            at = max(0, round((clip.start_time - start) * frames_per_beat))
            clip_end = min(frames, round((clip.end_time - start) * frames_per_beat))
            while at < clip_end:
                piece = second[: clip_end - at]
                samples[at : at + len(piece)] = piece
                at += len(piece)
        if self.channels > 1:
            samples = array("h", (sample for sample in samples for _ in range(self.channels)))
        if sys.byteorder == "big":
            samples.byteswap()
        return self.write(samples)

    def write(self, samples: array) -> str:
        self.directory = self.directory or tempfile.mkdtemp(prefix="livebridge-example-")
        self.count += 1
        path = os.path.join(self.directory, f"render-{self.count}.wav")
        with wave.open(path, "wb") as file:
            file.setnchannels(self.channels)
            file.setsampwidth(2)
            file.setframerate(self.sample_rate)
            file.writeframes(samples.tobytes())
        return path

    def close(self) -> None:
        if self.directory:
            shutil.rmtree(self.directory, ignore_errors=True)
