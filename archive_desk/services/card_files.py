"""One file on a card or in a folder, looked into without an import: for films of the clock."""

from dataclasses import dataclass
from pathlib import Path

from archive_desk.domain.device_time import Start, settle_start
from archive_desk.domain.errors import InvalidInput, Unavailable
from archive_desk.domain.sentences import say
from archive_desk.media.probe import probe_source
from archive_desk.media.scanning import recognise
from archive_desk.services.describing import length_of
from archive_desk.services.desk import Desk
from archive_desk.services.naming import reader_of


@dataclass(frozen=True)
class CardFile:
    """What a file says of itself: its recorder, and its start by that recorder's clock."""

    name: str
    device: str
    officer: str
    start: Start


class CardFiles:
    """Looks into single files."""

    def __init__(self, desk: Desk) -> None:
        """Look with the eyes of `desk`: its zone, its register."""
        self._desk = desk

    def look(self, path: Path) -> CardFile:
        """What the file at `path` says; its three nearest folders count as its place.

        Raises:
            InvalidInput: there is no such file.
            Unavailable: it cannot be read.
        """
        if not path.is_file():
            raise InvalidInput(say("没有这个文件：{file}", file=str(path)))
        zone = self._desk.office.zone
        reader = reader_of(self._desk)
        try:
            modified = path.stat().st_mtime_ns
            kind = reader.families.kind_of(path.name)
            probed = probe_source(path, kind, zone)
        except OSError as error:
            raise Unavailable(
                say("文件“{name}”无法读取，请检查存储卡。", name=path.name)
            ) from error
        near = "/".join(path.absolute().parts[1:][-5:])
        seen = recognise(reader, near, modified)
        start = settle_start(
            (*seen.claims, *probed.claims),
            length=length_of(kind, probed.facts.duration_ms),
            zone=zone,
            now=self._desk.clock(),
        )
        return CardFile(path.name, seen.device or probed.device, seen.officer, start)
