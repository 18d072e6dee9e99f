"""Small pictures of recordings, photos and sounds, as JPEG bytes."""

import io
from array import array
from typing import Any

from PIL import Image, ImageDraw, ImageOps

EDGE = 320
"""The longer edge of a picture, in pixels."""

_QUALITY = 82
_WAVE_SIZE = (320, 180)
_WAVE_BACKGROUND, _WAVE_COLOUR = (30, 41, 59), (125, 211, 252)
_COLUMN = 4


def of_frame(frame: Any, rotation: int = 0) -> bytes:
    """The picture of a decoded PyAV video frame, turned as the recorder says it should be seen."""
    scale = min(1.0, EDGE / max(frame.width, frame.height))
    width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    image: Image.Image = frame.reformat(width=width, height=height, format="rgb24").to_image()
    return _jpeg(image.rotate(rotation, expand=True) if rotation else image)


def of_photo(image: Image.Image) -> bytes:
    """The picture of an opened photo, upright by its EXIF orientation."""
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((EDGE, EDGE))
    return _jpeg(upright)


def of_sound(peaks: "array[float]") -> bytes:
    """A waveform; `peaks` are loudnesses from 0 to 1, from the beginning to the end."""
    image = Image.new("RGB", _WAVE_SIZE, _WAVE_BACKGROUND)
    draw = ImageDraw.Draw(image)
    width, height = _WAVE_SIZE
    columns = width // _COLUMN
    middle = height / 2
    for column in range(columns):
        first = column * len(peaks) // columns
        last = max(first + 1, (column + 1) * len(peaks) // columns)
        loudness = max(peaks[first:last], default=0.0)
        half = max(1.0, loudness * (middle - 12))
        left = column * _COLUMN
        draw.rounded_rectangle(
            (left, middle - half, left + _COLUMN - 2, middle + half), 1, _WAVE_COLOUR
        )
    return _jpeg(image)


def _jpeg(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.convert("RGB").save(target, "JPEG", quality=_QUALITY, optimize=True)
    return target.getvalue()
