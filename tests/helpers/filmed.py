"""Films of the workstation's clock, as a recorder that stands in front of the screen makes them."""

from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from archive_desk.media.clock_code import squares
from archive_desk.media.encoding import VideoFormat, encode_video

SIZE = (480, 270)
_SQUARE = 7


def screen(moment: datetime, size: tuple[int, int] = SIZE) -> Image.Image:
    """The clock's screen: the code, white around it."""
    rows = squares(moment)
    image = Image.new("L", size, 235)
    draw = ImageDraw.Draw(image)
    left, top = 40, (size[1] - _SQUARE * len(rows)) // 2
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                place = (left + x * _SQUARE, top + y * _SQUARE)
                draw.rectangle((*place, place[0] + _SQUARE - 1, place[1] + _SQUARE - 1), fill=20)
    return image


def seen_slantingly(image: Image.Image) -> Image.Image:
    """The screen from the side, a little turned, out of focus, with a lamp's reflection."""
    width, height = image.size
    corners = (-20, -10, 10, height + 30, width + 40, height - 5, width + 15, -35)
    turned = image.transform(
        image.size, Image.Transform.QUAD, corners, Image.Resampling.BILINEAR, fillcolor=60
    ).rotate(6, fillcolor=60, resample=Image.Resampling.BILINEAR)
    lamp = Image.new("L", image.size, 0)
    ImageDraw.Draw(lamp).ellipse((width - 140, 10, width - 20, 90), fill=120)
    bright = Image.composite(
        Image.new("L", image.size, 250), turned, lamp.filter(ImageFilter.GaussianBlur(12))
    )
    return bright.filter(ImageFilter.GaussianBlur(0.9))


def film_of_clock(
    path: Path,
    true_start: datetime,
    *,
    dark: timedelta = timedelta(0),
    seconds: float = 2.0,
    lag: timedelta = timedelta(milliseconds=20),
    rate: int = 15,
) -> Path:
    """A film whose first picture is taken at `true_start`; for `dark` it shows something else."""
    path.parent.mkdir(parents=True, exist_ok=True)

    def pictures():
        for number in range(round(seconds * rate)):
            after = timedelta(seconds=number / rate)
            if after < dark:
                picture = Image.new("L", SIZE, 90)
            else:
                picture = seen_slantingly(screen(true_start + after - lag))
            yield Fraction(number, rate), picture.convert("RGB")

    encode_video(path, VideoFormat(*SIZE, Fraction(rate)), pictures())
    return path
