"""Looking at footage: opening it under a right, what was watched, stills taken of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archive_desk.db import footage
from archive_desk.domain.errors import Conflict, InvalidInput, Unavailable
from archive_desk.domain.footage import Footage, Health, Kind
from archive_desk.domain.frames import FrameIndex
from archive_desk.domain.ids import FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.people import Person, Right
from archive_desk.domain.picture_time import still_name, times_at
from archive_desk.domain.sentences import say
from archive_desk.domain.watching import Interval
from archive_desk.domain.work import Monitor, Unwatched
from archive_desk.media.frame_files import load_frame_index, save_frame_index
from archive_desk.media.frames import decode_still, read_frame_index
from archive_desk.services.access import Access, access_to
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.originals import vault_of


@dataclass(frozen=True)
class Opened:
    """A recording that somebody may look at now.

    `path` is the original, to be read only; `scratch` a folder for what playing needs meanwhile;
    `access` the right under which it is looked at.
    """

    footage: Footage
    path: Path
    scratch: Path
    access: Access


class Viewing:
    """What is done when footage is looked at."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def open(self, actor: Person, footage_id: FootageId) -> Opened:
        """Open a recording for `actor`: the clerk's own work, a reviewer's, or under a live grant.

        Raises:
            Refused: with the article that asks for an approval.
            NotFound: there is no such recording.
            InvalidInput: it is nothing to look at or listen to.
            Unavailable: the original is not in the vault.
        """
        with self._desk.transaction(actor) as work:
            item = footage.get(work.session, footage_id)
            access = self._leave(work, actor, LoanAct.VIEW, item)
            if item.kind is Kind.SIDECAR:
                raise InvalidInput(say("“{name}”是附属数据，不是音像，不能播放。", name=item.name))
            path = vault_of(self._desk).locate(item.path)
            if not path.is_file():
                raise Unavailable(
                    say("库中找不到“{name}”的原件，请运行档案库检查。", name=item.name)
                )
            work.journal(
                Act("footage.opened", f"footage:{item.id}", access.approval, {"name": item.name})
            )
        return Opened(item, path, self._desk.folder.derived / "playing", access)

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
            )

    def frame_index(self, opened: Opened, monitor: Monitor) -> FrameIndex | None:
        """When each picture of a video is shown; None for sound and photos.

        Raises:
            Damaged: no picture can be read.
            Cancelled: the person stopped.
        """
        return self.index_of(opened.footage, opened.path, monitor)

    def index_of(self, item: Footage, path: Path, monitor: Monitor) -> FrameIndex | None:
        """The frame index of an original, read once and kept among the derived files.

        Raises:
            Damaged: no picture can be read.
            Cancelled: the person stopped.
        """
        if item.kind is not Kind.VIDEO:
            return None
        place = self._desk.folder.derived / "frames" / item.sha256[:2] / f"{item.sha256}.json"
        index = load_frame_index(place)
        if index is None:
            index = read_frame_index(path, monitor)
            if item.media.health is Health.SOUND:
                save_frame_index(index, place)
        return index

    def watched(self, actor: Person, opened: Opened, intervals: Sequence[Interval]) -> None:
        """Write down what was really seen, and under which right."""
        if not intervals:
            return
        with self._desk.transaction(actor) as work:
            work.journal(
                Act(
                    "footage.watched",
                    f"footage:{opened.footage.id}",
                    opened.access.approval,
                    {
                        "watched_ms": [[each.from_ms, each.to_ms] for each in intervals],
                        "right": str(opened.access.reason),
                    },
                )
            )

    def save_still(self, actor: Person, opened: Opened, number: int, folder: Path) -> Path:
        """Write picture `number` of a video into `folder`, its true time in its name.

        Raises:
            Refused: `actor` has no right to copy.
            Conflict: a file of this name is there already.
            Damaged: the picture cannot be decoded.
            Unavailable: it cannot be written.
        """
        with self._desk.transaction(actor) as work:
            access = self._leave(work, actor, LoanAct.COPY, opened.footage)
        index = self.frame_index(opened, Unwatched())
        if index is None:
            raise InvalidInput(say("只有视频可以截取画面。"))
        image = decode_still(opened.path, index, number)
        time = index.time_of(number)
        true = times_at(opened.footage, time).true
        local = None if true is None else true.astimezone(self._desk.office.zone)
        target = folder / still_name(opened.footage, number, local)
        try:
            with target.open("xb") as file:
                image.save(file, "PNG")
        except FileExistsError as error:
            raise Conflict(say("“{name}”已存在，没有覆盖。", name=target.name)) from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise Unavailable(
                say(
                    "无法写入 {path}：{reason}。请检查磁盘空间和写入权限后再试。",
                    path=target,
                    reason=reason,
                )
            ) from error
        digest = hashlib.sha256(target.read_bytes()).hexdigest()
        with self._desk.transaction(actor) as work:
            work.journal(
                Act(
                    "footage.still_saved",
                    f"footage:{opened.footage.id}",
                    access.approval,
                    {
                        "frame": number,
                        "at_ms": index.ms_of(number),
                        "file": target.name,
                        "sha256": digest,
                        "parent_sha256": opened.footage.sha256,
                    },
                )
            )
        return target

    def _leave(self, work: Transaction, actor: Person, act: LoanAct, item: Footage) -> Access:
        """Leave for `act`; a copy of one picture is part of the clerk's own work."""
        if act is LoanAct.COPY and actor.may(Right.KEEP_DISCS):
            reason = say("岗位职责：{right}", right=say(Right.KEEP_DISCS.label))
            return Access(act, item.id, reason)
        return access_to(
            work.session,
            actor,
            act,
            item.id,
            work.at,
            regulation=self._desk.office.regulation,
        )
