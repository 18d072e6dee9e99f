"""Filmstrips for those who may look: small pictures along recordings, and how loud they are."""

from collections.abc import Sequence
from pathlib import Path

from archive_desk.db import footage
from archive_desk.domain.errors import Unavailable
from archive_desk.domain.filmstrips import Filmstrip
from archive_desk.domain.footage import Kind
from archive_desk.domain.ids import FootageId
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.media.strips import StripMaker, read_pictures, read_strip
from archive_desk.services.access import access_to
from archive_desk.services.desk import Desk
from archive_desk.services.originals import vault_of


class Filmstrips:
    """Makes and keeps filmstrips. They lie apart from the vault and can be made again.

    Strips are made one at a time, because each reads a whole recording. Whoever wants `many` calls
    `rest` when nothing more is wanted for now, and `close` at the end.
    """

    def __init__(self, desk: Desk, *, many: bool = False) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._maker = StripMaker(stays=many)

    def rest(self) -> None:
        """Let go of the process that makes strips; it comes back with the next one."""
        self._maker.rest()

    def close(self) -> None:
        """Let go of it for good."""
        self._maker.close()

    def strip(
        self, actor: Person, footage_id: FootageId, monitor: Monitor, *, sketch: bool = False
    ) -> Filmstrip:
        """The strip of a recording, made if there is none; a `sketch` may be only the first part.

        Slow where it has to be made: ask from a job.

        Raises:
            Refused: `actor` may not look at the recording; with the article.
            NotFound: there is no such recording.
            Damaged: nothing of it can be read.
            Unavailable: the original is not in the vault.
            Cancelled: the person stopped.
        """
        with self._desk.reading() as session:
            item = footage.get(session, footage_id)
            access_to(
                session,
                actor,
                LoanAct.VIEW,
                footage_id,
                self._desk.clock(),
                regulation=self._desk.office.regulation,
                starts=False,
            )
        if item.kind not in {Kind.VIDEO, Kind.AUDIO}:
            return Filmstrip(item.sha256, ())
        place = self._place(item.sha256)
        kept = read_strip(place, item.sha256)
        if kept is None or not (kept.complete or sketch):
            source = vault_of(self._desk).locate(item.path)
            if not source.is_file():
                raise Unavailable(
                    say("库中找不到“{name}”的原件，请运行档案库检查。", name=item.name)
                )
            self._maker.make(source, place, monitor, sketch=sketch)
            kept = read_strip(place, item.sha256)
        return (kept or Filmstrip(item.sha256, ())).prepare()

    def pictures(self, strip: Filmstrip, moments: Sequence[int]) -> dict[int, bytes]:
        """Some pictures of a strip that was given, as JPEG, by their moments in it."""
        return read_pictures(self._place(strip.sha256), moments)

    def _place(self, sha256: str) -> Path:
        return self._desk.folder.derived / "strips" / sha256[:2] / f"{sha256}.strip"
