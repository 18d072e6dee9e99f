"""A real window with a player in it, and what an observer reads off it from outside."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from archive_desk.domain.arrivals import Outcome
from archive_desk.domain.ids import FootageId
from archive_desk.media.encoding import VideoFormat
from tests.helpers.archives import Office
from tests.helpers.numbered import even_times, read_number, record_numbers
from tests.helpers.taking_in import take_in

READINGS = ("player-wall-time", "player-position", "player-frame")


@dataclass(frozen=True)
class Told:
    """What the labels say, by their object names; `number` is the picture's."""

    wall: str
    position_ms: int
    number: int


def read_off(window: QWidget) -> Told:
    """Read the labels as a script from outside would."""
    wall, position, frame = (window.findChild(QWidget, name).text for name in READINGS)
    found = re.match(r"(\d+) /", frame)
    clock = re.match(r"(\d+):(\d+):(\d+)\.(\d+)", position)
    at_ms = -1
    if clock is not None:
        hours, minutes, seconds, rest = (int(part) for part in clock.groups())
        at_ms = ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest
    return Told(wall, at_ms, int(found.group(1)) if found else -1)


def on_screen(window: QWidget, area: QRect, stage: QWidget) -> int:
    """The number on the picture in `area` of the stage, from a screenshot of the screen."""
    corner = stage.mapTo(window, area.topLeft())
    shot = window.screen().grabWindow(
        window.winId(), corner.x(), corner.y(), area.width(), area.height()
    )
    return number_in(shot.toImage())


def number_in(grabbed: QImage) -> int:
    """The number drawn on a picture."""
    image = grabbed.convertToFormat(QImage.Format.Format_RGB888)
    size, data = (image.width(), image.height()), bytes(image.constBits())
    return read_number(Image.frombytes("RGB", size, data, "raw", "RGB", image.bytesPerLine()))


def recorder(
    folder: Path,
    device: str,
    starts: Iterable[str],
    video: VideoFormat,
    pictures: int,
    *,
    first: int = 0,
) -> Sequence[Path]:
    """Recordings of one recorder, each beginning at a local time `20261119093015`.

    The numbers on the pictures begin with `first` and run on from one recording to the next.
    """
    made = []
    for place, start in enumerate(starts):
        path = folder / f"{device}_012345_{start}_{place + 1:04}.mp4"
        times = even_times(pictures, video.frame_rate)
        made.append(
            record_numbers(path, video, times, sound=True, first=first + place * pictures).path
        )
    return made


def taken_in(office: Office, folder: Path) -> dict[str, FootageId]:
    """Take a folder in: what each file of it is in the archive."""
    receipt = take_in(office, folder)
    return {
        Path(line.source).name: line.footage_id
        for line in receipt.of(Outcome.IMPORTED)
        if line.footage_id is not None
    }


SMALL = VideoFormat(320, 180, Fraction(25), key_frame_every=25)
