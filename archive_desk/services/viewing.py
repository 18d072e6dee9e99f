"""Looking at footage: opening it under a right, what was watched, stills taken of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from sqlalchemy.orm import Session

from archive_desk.db import footage, grants, health
from archive_desk.domain.errors import (
    ArchiveDeskError,
    InvalidInput,
    NotFound,
    Unavailable,
)
from archive_desk.domain.footage import Footage, Health, Kind
from archive_desk.domain.frames import FrameIndex
from archive_desk.domain.ids import FootageId, RepairId
from archive_desk.domain.journal import Act
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import say
from archive_desk.domain.timed_texts import TimedText, read_texts
from archive_desk.domain.work import Monitor
from archive_desk.media.reels import Reel
from archive_desk.services.access import Access, access_to, spend, visible
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.frame_indexes import index_of, kept_index
from archive_desk.services.originals import vault_of
from archive_desk.services.throttling import Patient

_LARGEST_TEXT = 16 * 1024 * 1024


@dataclass(frozen=True)
class Opened:
    """A recording that somebody may look at now.

    `path` is the original, to be read only; `access` the right under which it is looked at.
    """

    footage: Footage
    path: Path
    access: Access


class Viewing:
    """What is done when footage is looked at."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def open(self, actor: Person, footage_id: FootageId, copy: RepairId | None = None) -> Opened:
        """Open a recording for `actor`: the clerk's own work, a reviewer's, or under a live grant.

        With `copy` its repaired copy is opened, under the right to the original; its name says so.

        Raises:
            Refused: with the article that asks for an approval.
            NotFound: there is no such recording.
            InvalidInput: it is nothing to look at or listen to.
            Unavailable: the original is not in the vault.
        """
        with self._desk.transaction(actor) as work:
            if copy is None:
                opened = self._admitted(work.session, work.at, actor, footage_id)
            else:
                opened = self._copy(work, actor, footage_id, copy)
            _journal_opened(work, opened)
        return opened

    def _copy(
        self, work: Transaction, actor: Person, footage_id: FootageId, copy: RepairId
    ) -> Opened:
        """A repaired copy as a recording of its own digest and length."""
        item = footage.get(work.session, footage_id)
        regulation = self._desk.office.regulation
        access = access_to(
            work.session, actor, LoanAct.VIEW, item.id, work.at, regulation=regulation
        )
        known = {each.id: each for each in health.repairs_of(work.session, item.id)}
        if copy not in known:
            raise NotFound(say("没有这件修复件。"))
        made = known[copy]
        path = self._desk.folder.derived / made.path
        if not path.is_file():
            raise Unavailable(say("修复件的文件不见了，可以重新修复。"))
        media = replace(item.media, duration_ms=made.duration_ms, health=Health.SOUND)
        name = say("{name}（修复件）", name=item.name)
        shown = replace(item, name=name, sha256=made.sha256, sm3="", take=None, media=media)
        return Opened(shown, path, access)

    def admit(self, actor: Person, footage_id: FootageId) -> Opened:
        """Make a recording ready that will come on the screen; `show` it when it does.

        Raises:
            As `open` does.
        """
        with self._desk.reading() as session:
            return self._admitted(session, self._desk.clock(), actor, footage_id)

    def show(self, actor: Person, opened: Opened) -> None:
        """Write down that a recording which was made ready is on the screen now."""
        with self._desk.transaction(actor) as work:
            _journal_opened(work, opened)

    def _admitted(
        self, session: Session, at: datetime, actor: Person, footage_id: FootageId
    ) -> Opened:
        item = footage.get(session, footage_id)
        regulation = self._desk.office.regulation
        access = access_to(session, actor, LoanAct.VIEW, item.id, at, regulation=regulation)
        if item.kind is Kind.SIDECAR:
            raise InvalidInput(say("“{name}”是附属数据，不是音像，不能播放。", name=item.name))
        path = vault_of(self._desk).locate(item.path)
        if not path.is_file():
            raise Unavailable(say("库中找不到“{name}”的原件，请运行档案库检查。", name=item.name))
        return Opened(item, path, access)

    def reel(self, opened: Opened, monitor: Monitor, *, waited_for: bool = True) -> Reel:
        """What the player needs of a recording; what is wrong with it is in the reel.

        Where nobody waits for it (`waited_for`), everything else goes first.

        Raises:
            Cancelled: the person stopped.
        """
        item = opened.footage
        sounds = item.kind is Kind.AUDIO or bool(item.media.audio_codec)
        try:
            index = self.frame_index(opened, monitor if waited_for else Patient(monitor))
        except ArchiveDeskError as error:
            if item.media.audio_codec and not item.media.video_codec:
                # A container for pictures may hold sound alone.
                return Reel(item.id, opened.path, None, sounds)
            return Reel(item.id, opened.path, None, sounds=False, trouble=error.message)
        return Reel(item.id, opened.path, index, sounds)

    def refused_reel(self, footage_id: FootageId, why: ArchiveDeskError) -> Reel:
        """The place of a recording on the line that may not be seen, or not be found."""
        words = say("{why}（{basis}）", why=why.message, basis=why.basis) if why.basis else None
        return Reel(footage_id, Path(), None, sounds=False, trouble=words or why.message)

    def known_lengths(self, actor: Person, parts: Iterable[FootageId]) -> dict[FootageId, Fraction]:
        """The exact lengths of those recordings whose pictures have been counted before.

        Raises:
            Refused: `actor` may neither browse nor look at any of them.
        """
        with self._desk.reading() as session:
            seen = visible(
                session,
                actor,
                parts,
                self._desk.clock(),
                regulation=self._desk.office.regulation,
            )
            items = [footage.get(session, each) for each in sorted(seen)]
        found = ((item.id, kept_index(self._desk, item)) for item in items)
        return {key: index.length for key, index in found if index is not None}

    def texts(self, actor: Person, opened: Opened) -> tuple[TimedText, ...]:
        """The subtitles and GPS points that the recorder wrote beside a recording.

        Raises:
            Refused: `actor` may neither browse nor look at it.
        """
        item = opened.footage
        with self._desk.reading() as session:
            visible(
                session,
                actor,
                [item.id],
                self._desk.clock(),
                regulation=self._desk.office.regulation,
            )
            beside = footage.sidecars_of(session, item.id)
        found: list[TimedText] = []
        for each in beside:
            path = vault_of(self._desk).locate(each.path)
            if each.size_bytes <= _LARGEST_TEXT and path.is_file():
                found += read_texts(path.read_bytes(), each.name, item.device_time)
        return tuple(sorted(found, key=lambda text: text.from_ms))

    def still_open(self, actor: Person, opened: Opened) -> Access:
        """Ask again, while it is being looked at, whether that is still allowed.

        Raises:
            Refused: the grant has ended meanwhile.
        """
        with self._desk.reading() as session:
            return access_to(
                session,
                actor,
                LoanAct.VIEW,
                opened.footage.id,
                self._desk.clock(),
                regulation=self._desk.office.regulation,
                starts=False,
            )

    def frame_index(self, opened: Opened, monitor: Monitor) -> FrameIndex | None:
        """When each picture of a video is shown; None for sound and photos.

        Raises:
            Damaged: no picture can be read.
            Cancelled: the person stopped.
        """
        return index_of(self._desk, opened.footage, opened.path, monitor)


def _journal_opened(work: Transaction, opened: Opened) -> None:
    item, access = opened.footage, opened.access
    grants.expire(work.session, work.at)
    spend(work.session, [access])
    detail = {"name": item.name, **access.of_grant}
    work.journal(Act("footage.opened", f"footage:{item.id}", access.approval, detail))
