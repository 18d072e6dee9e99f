"""Frame indexes of originals: read from the packets once, then kept among the derived files."""

from pathlib import Path

from archive_desk.domain.footage import Footage, Health, Kind
from archive_desk.domain.frames import FrameIndex
from archive_desk.domain.work import Monitor
from archive_desk.media.frame_files import load_frame_index, save_frame_index
from archive_desk.media.frames import read_frame_index
from archive_desk.services.desk import Desk


def kept_index(desk: Desk, item: Footage) -> FrameIndex | None:
    """The frame index of a recording if it was read before."""
    return load_frame_index(_place(desk, item)) if item.kind is Kind.VIDEO else None


def index_of(desk: Desk, item: Footage, path: Path, monitor: Monitor) -> FrameIndex | None:
    """The frame index of the original at `path`; None for sound and photos.

    It is kept by the original's digest, so that it can never be another file's.

    Raises:
        Damaged: no picture can be read.
        Unavailable: the file cannot be opened.
        Cancelled: the person stopped.
    """
    if item.kind is not Kind.VIDEO:
        return None
    index = kept_index(desk, item)
    if index is None:
        index = read_frame_index(path, monitor)
        if item.media.health is Health.SOUND:
            save_frame_index(index, _place(desk, item))
    return index


def _place(desk: Desk, item: Footage) -> Path:
    return desk.folder.derived / "frames" / item.sha256[:2] / f"{item.sha256}.json"
