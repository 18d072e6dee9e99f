"""The clock's code: the present moment as a QR code, drawn on the screen and read from a film.

A recorder films a screen slantingly, out of focus, with the room's reflections on it; QR codes are
made for that, so the reading is left to zxing-cpp.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import av
import zxingcpp
from av.error import FFmpegError
from av.video.frame import VideoFrame
from PIL import Image

from archive_desk.domain.errors import Damaged, Unavailable
from archive_desk.domain.filmed_clock import CODE_LASTS, Sighting
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor

_PREFIX = "ADCLOCK"
_TEXT = re.compile(_PREFIX + r"1/(\d{10,12})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_QR = zxingcpp.barcode_formats_from_str("QRCode")
_EDGE = 1280
_LOOK_EVERY = timedelta(milliseconds=400)
_ENOUGH = 40
_LONGEST_LOOK = timedelta(minutes=10)


def code_of(moment: datetime) -> str:
    """The text of the code that stands on the screen at `moment`."""
    return f"{_PREFIX}1/{int((moment - _EPOCH) / CODE_LASTS)}"


def moment_of(text: str) -> datetime | None:
    """When the code with this text began to stand on the screen; None for any other code."""
    found = _TEXT.fullmatch(text)
    return None if found is None else _EPOCH + int(found[1]) * CODE_LASTS


def squares(moment: datetime) -> tuple[tuple[bool, ...], ...]:
    """The rows of the code at `moment`, True where it is dark, without the quiet edge."""
    barcode = zxingcpp.create_barcode(code_of(moment), zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    # Its annotations leave out that it is a buffer.
    drawn: Any = zxingcpp.write_barcode_to_image(barcode, scale=1, add_quiet_zones=False)
    height, width = drawn.shape
    values = memoryview(drawn).tobytes()
    return tuple(
        tuple(value == 0 for value in values[row * width : (row + 1) * width])
        for row in range(height)
    )


def seen_in(image: Image.Image) -> datetime | None:
    """The clock's time on a picture, if the code can be read."""
    for code in zxingcpp.read_barcodes(image, formats=_QR):
        moment = moment_of(code.text)
        if moment is not None:
            return moment
    return None


def read_film(path: Path, monitor: Monitor) -> tuple[Sighting, ...]:
    """The pictures of a film on which the clock could be read, up to forty of them.

    Looks at a picture every 0.4 s until the clock comes into view, then at each one.

    Raises:
        Damaged: there are no pictures in the file.
        Unavailable: the file cannot be read.
        Cancelled: from `monitor`.
    """
    found: list[Sighting] = []
    next_look = timedelta(0)
    try:
        for position, length, frame in _pictures(path):
            monitor.report(_ms(position), _ms(length), say("正在识读校时画面"))
            if position < next_look:
                continue
            moment = seen_in(_grey(frame))
            if moment is not None:
                found.append(Sighting(position, moment))
            elif not found:
                next_look = position + _LOOK_EVERY
            if len(found) >= _ENOUGH or position > _LONGEST_LOOK:
                break
    except FFmpegError as error:
        if not found:
            raise Damaged(say("这段录像无法解码，读不到画面。")) from error
    except OSError as error:
        raise Unavailable(say("这段录像无法读取。")) from error
    return tuple(found)


def _ms(length: timedelta) -> int:
    return int(length / timedelta(milliseconds=1))


def _pictures(path: Path) -> Iterator[tuple[timedelta, timedelta, VideoFrame]]:
    """Each picture with its time after the first one, and the length of the whole."""
    with av.open(str(path)) as container:
        if not container.streams.video:
            raise Damaged(say("这个文件里没有图像。"))
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        length = timedelta(microseconds=container.duration or 0)
        first: float | None = None
        for frame in container.decode(stream):
            # A cut file can have pictures without a time; the annotations deny it.
            at: float | None = frame.time
            if at is None:
                continue
            first = at if first is None else first
            yield timedelta(seconds=at - first), length, frame


def _grey(frame: VideoFrame) -> Image.Image:
    """A picture in grey, at most 1,280 points wide."""
    scale = min(1.0, _EDGE / max(frame.width, frame.height))
    width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    small = frame.reformat(width=width, height=height, format="gray")
    plane = small.planes[0]
    return Image.frombuffer("L", (width, height), bytes(plane), "raw", "L", plane.line_size, 1)
