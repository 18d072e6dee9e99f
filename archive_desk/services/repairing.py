"""Repaired copies: made of a damaged original, kept beside it, looked at under the same right."""

import os
from dataclasses import replace
from pathlib import Path

from archive_desk.db import footage, health
from archive_desk.domain.errors import InvalidInput, NotFound, Unavailable
from archive_desk.domain.footage import Footage, Kind
from archive_desk.domain.ids import FootageId, RepairId
from archive_desk.domain.journal import Act
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.people import Person, Right
from archive_desk.domain.repairs import Repair
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.media.copying import StoreFailed, read_back
from archive_desk.media.examining import examine
from archive_desk.media.repairing import Repaired, repair
from archive_desk.services.access import access_to
from archive_desk.services.desk import Desk
from archive_desk.services.originals import vault_of
from archive_desk.services.tombs import require_standing


class Repairing:
    """Makes playable copies of damaged recordings. The original is only read."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def repairs(self, actor: Person, footage_id: FootageId) -> tuple[Repair, ...]:
        """The copies of a recording, the latest first.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return health.repairs_of(session, footage_id)

    def repair(
        self,
        actor: Person,
        footage_id: FootageId,
        monitor: Monitor,
        reference_id: FootageId | None = None,
    ) -> Repair:
        """Make a copy that plays; `reference_id` is a sound recording of the same device.

        Without one the nearest sound recording of the device serves, where one is needed.

        Raises:
            Refused: `actor` does not keep the footage.
            NotFound: there is no such recording.
            InvalidInput: it is no video or sound recording.
            Damaged: nothing can be rescued.
            Unavailable: the copy cannot be written, or the original not be read.
            Cancelled: from `monitor`.
        """
        actor.require(Right.CORRECT_FOOTAGE)
        with self._desk.reading() as session:
            item = footage.get(session, footage_id)
            require_standing(session, footage_id)
            if reference_id is None:
                siblings = health.sound_siblings(session, footage_id, item.device)
                reference_id = next(iter(siblings), None)
            reference = None if reference_id is None else footage.get(session, reference_id)
            number = health.next_repair(session, footage_id)
        if item.kind not in {Kind.VIDEO, Kind.AUDIO}:
            raise InvalidInput(say("只有录像和录音可以修复。"))
        made = self._made(item, reference, number, monitor)
        return self._kept(actor, item, made, reference_id, monitor)

    def _made(
        self, item: Footage, reference: Footage | None, number: int, monitor: Monitor
    ) -> Repaired:
        vault = vault_of(self._desk)
        folder = self._desk.folder.derived / "repairs" / item.sha256[:2]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for left in folder.glob(f"{item.sha256}-*.part.*"):
                left.unlink(missing_ok=True)
        except OSError as error:
            raise Unavailable(say("修复件无法写入：{reason}", reason=str(error))) from error
        beside = None if reference is None else vault.locate(reference.path)
        stem = f"{item.sha256}-{number}.part"
        return repair(vault.locate(item.path), folder, stem, beside, monitor)

    def _kept(
        self,
        actor: Person,
        item: Footage,
        made: Repaired,
        reference_id: FootageId | None,
        monitor: Monitor,
    ) -> Repair:
        seen = examine(made.path, monitor)
        target = made.path.with_name(made.path.name.replace(".part.", "."))
        try:
            _flushed(made.path, target)
            digests = read_back(target, lambda _count: None, with_sm3=False)
        except (OSError, StoreFailed) as error:
            raise Unavailable(say("修复件无法写入：{reason}", reason=str(error))) from error
        root = self._desk.folder.derived
        with self._desk.transaction(actor) as work:
            kept = Repair(
                id=RepairId(0),
                footage_id=item.id,
                parent_sha256=item.sha256,
                method=made.method,
                note=made.note,
                path=target.relative_to(root).as_posix(),
                size_bytes=digests.size_bytes,
                sha256=digests.sha256,
                duration_ms=seen.decoded_ms,
                pictures=seen.pictures,
                by=actor.name,
                made_at=work.at,
                reference_id=reference_id,
            )
            kept = replace(kept, id=health.keep_repair(work.session, kept, actor.id))
            detail = {
                "name": item.name,
                "method": made.method.value,
                "parent_sha256": item.sha256,
                "sha256": digests.sha256,
                "size_bytes": digests.size_bytes,
                "path": kept.path,
                "pictures": seen.pictures,
            }
            work.journal(Act("footage.repaired", f"footage:{item.id}", detail=detail))
            return kept

    def locate(self, actor: Person, footage_id: FootageId, repair_id: RepairId) -> Path:
        """Where a copy lies, for somebody who may look at its original.

        Raises:
            Refused: with the article that asks for an approval.
            NotFound: there is no such copy.
            Unavailable: its file is gone; it can be made again.
        """
        with self._desk.reading() as session:
            access_to(
                session,
                actor,
                LoanAct.VIEW,
                footage_id,
                self._desk.clock(),
                regulation=self._desk.office.regulation,
            )
            known = {each.id: each for each in health.repairs_of(session, footage_id)}
        if repair_id not in known:
            raise NotFound(say("没有这件修复件。"))
        path = self._desk.folder.derived / known[repair_id].path
        if not path.is_file():
            raise Unavailable(say("修复件的文件不见了，可以重新修复。"))
        return path


def _flushed(partial: Path, target: Path) -> None:
    with partial.open("rb+") as file:
        os.fsync(file.fileno())
    partial.replace(target)
