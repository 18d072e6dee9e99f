"""Drawn places for demonstration recordings, seen through a recorder worn on the chest.

Every place is a drawing slightly larger than the picture; the camera sways over it, people move
through it, and the recorder burns its clock, device and officer into the corners as real ones do.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

from archive_desk.media import backdrops
from archive_desk.media.encoding import Picture

MARGIN = 1.16
"""How much larger the drawing is than the picture, so that the camera can sway."""


@dataclass(frozen=True)
class Walker:
    """Somebody who moves through a place: from and to in shares of the picture's width.

    `feet` is the height of the feet and `size` the person's height, in shares of the picture.
    """

    coat: str
    begins_at: float
    ends_at: float
    feet: float = 0.93
    size: float = 0.5
    pace: float = 1.7


@dataclass(frozen=True)
class Scene:
    """A place and who is in it. `place` is a drawing of `backdrops`, `sign` its lettering."""

    place: str
    sign: str = ""
    walkers: tuple[Walker, ...] = ()
    seed: int = 1


@dataclass(frozen=True)
class Recorder:
    """What a recorder burns into its pictures; `starts_at` is its own clock at the first one."""

    device: str
    officer: str
    starts_at: datetime

    def shifted(self, seconds: float) -> "Recorder":
        """The same recorder `seconds` later."""
        return replace(self, starts_at=self.starts_at + timedelta(seconds=seconds))


def filmed(
    scene: Scene,
    recorder: Recorder,
    *,
    size: tuple[int, int],
    frame_rate: Fraction,
    seconds: int,
    font: Path,
    progress_of: tuple[float, float] = (0.0, 1.0),
) -> Iterator[Picture]:
    """The pictures of a recording, each with its exact time.

    `progress_of` is which part of the walkers' way this recording shows, so that the split files
    of one take carry on where the last one stopped.
    """
    camera = _Camera(scene, size, font)
    count = int(seconds * frame_rate)
    begin, end = progress_of
    for number in range(count):
        at = number / frame_rate
        share = begin + (end - begin) * number / max(count - 1, 1)
        picture = camera.look(share, float(at) + begin * 40)
        _burn_in(picture, recorder, float(at), font)
        yield at, picture


def still_of(
    scene: Scene,
    recorder: Recorder | None,
    *,
    size: tuple[int, int],
    font: Path,
    share: float = 0.4,
) -> Image.Image:
    """One picture of a place as a photo; with a `recorder`, its data are burned in."""
    picture = _Camera(scene, size, font).look(share, share * 7)
    if recorder is not None:
        _burn_in(picture, recorder, 0.0, font)
    return picture


class _Camera:
    """Looks at a scene; holds the drawing and the people, so that each picture costs little."""

    def __init__(self, scene: Scene, size: tuple[int, int], font: Path) -> None:
        self._scene, self._size = scene, size
        self._drawing = _drawing(scene.place, scene.sign, scene.seed, size, font)
        self._people = [
            _person(walker.coat, int(walker.size * size[1])) for walker in scene.walkers
        ]

    def look(self, share: float, seconds: float) -> Image.Image:
        width, height = self._size
        slack_x = self._drawing.width - width
        slack_y = self._drawing.height - height
        left = slack_x * (0.5 + 0.32 * math.sin(seconds * 0.55) + 0.1 * math.sin(seconds * 1.9))
        top = slack_y * (0.5 + 0.25 * math.sin(seconds * 0.8 + 1) + 0.16 * math.sin(seconds * 3.4))
        # Whole points: resampling for finer steps costs as much as the encoding.
        left, top = round(left), round(top)
        picture = self._drawing.crop((left, top, left + width, top + height))
        sway = (left - slack_x / 2, top - slack_y / 2)
        for walker, poses in zip(self._scene.walkers, self._people, strict=True):
            pose = poses[int(seconds * walker.pace * 2) % len(poses)]
            place = walker.begins_at + (walker.ends_at - walker.begins_at) * share
            bob = abs(math.sin(seconds * walker.pace * math.pi)) * height * 0.008
            x = int(place * width - pose.width / 2 - sway[0])
            y = int(walker.feet * height - pose.height - bob - sway[1])
            picture.paste(pose, (x, y), pose)
        return picture


@lru_cache(maxsize=24)
def _drawing(place: str, sign: str, seed: int, size: tuple[int, int], font: Path) -> Image.Image:
    """The place, drawn large, brought down smoothly, shaded as by a lens, with a little grain."""
    width, height = int(size[0] * MARGIN), int(size[1] * MARGIN)
    large = backdrops.PLACES[place](sign, font)
    drawing = ImageOps.fit(large, (width, height), Image.Resampling.LANCZOS)
    grain = Image.frombytes("L", (width, height), random.Random(seed).randbytes(width * height))
    grain = grain.filter(ImageFilter.GaussianBlur(1)).convert("RGB")
    drawing = Image.blend(drawing, grain, 0.035)
    shade = Image.radial_gradient("L").resize((width, height)).point(lambda value: value * 0.42)
    return Image.composite(Image.new("RGB", (width, height), "#05070a"), drawing, shade)


@lru_cache(maxsize=24)
def _person(coat: str, height: int) -> list[Image.Image]:
    """Four poses of a walking person, seen from a few metres."""
    return [_pose(coat, height, math.sin(step * math.pi / 2)) for step in range(4)]


def _pose(coat: str, height: int, swing: float) -> Image.Image:
    unit = 40
    canvas = Image.new("RGBA", (6 * unit, 14 * unit), (0, 0, 0, 0))
    draw = ImageDraw.Draw(canvas)
    middle, stride = 3 * unit, swing * unit * 0.8
    draw.ellipse((middle - 62, 535, middle + 62, 558), fill=(0, 0, 0, 80))
    for side, shade in ((-1, "#20242c"), (1, "#2b303a")):
        foot = middle + side * stride
        draw.line((middle + side * 12, 315, foot, 535), fill=shade, width=36)
        draw.ellipse((foot - 24, 520, foot + 32, 548), fill="#14161a")
    draw.line((middle - 50, 165, middle - 62 - stride * 0.5, 320), fill=coat, width=30)
    draw.line((middle + 50, 165, middle + 62 + stride * 0.5, 320), fill=coat, width=30)
    draw.rounded_rectangle((middle - 62, 128, middle + 62, 345), 36, fill=coat)
    draw.rectangle((middle - 3, 150, middle + 3, 340), fill=(0, 0, 0, 50))
    draw.rectangle((middle - 16, 100, middle + 16, 140), fill="#caa184")
    draw.ellipse((middle - 44, 18, middle + 44, 118), fill="#d9b395")
    draw.pieslice((middle - 47, 10, middle + 47, 112), 175, 365, fill="#1d1a18")
    return canvas.resize((height * 6 // 14, height), Image.Resampling.LANCZOS)


def _burn_in(picture: Image.Image, recorder: Recorder, seconds: float, font: Path) -> None:
    clock = recorder.starts_at + timedelta(seconds=seconds)
    height = picture.height
    edge = height // 22
    left = _lettering(f"{recorder.device}   {recorder.officer}", height // 20, font)
    right = _lettering(clock.strftime("%Y-%m-%d %H:%M:%S"), height // 20, font)
    picture.paste(left, (edge, edge), left)
    picture.paste(right, (picture.width - right.width - edge, height - right.height - edge), right)


@lru_cache(maxsize=256)
def _lettering(text: str, size: int, font: Path) -> Image.Image:
    """White letters with a dark edge, as recorders burn them in."""
    face = ImageFont.truetype(str(font), size)
    width = int(face.getlength(text)) + 6
    letters = Image.new("RGBA", (width, int(size * 1.5)), (0, 0, 0, 0))
    ImageDraw.Draw(letters).text(
        (3, 0),
        text,
        font=face,
        fill="#ffffff",
        stroke_width=max(size // 14, 1),
        stroke_fill="#101010",
    )
    return letters
