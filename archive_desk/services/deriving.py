"""Stills and clips: derived items, made only under a right to copy; the original is only read."""

import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive_desk.db import derived, footage
from archive_desk.domain.derived import Derived, DerivedKind, Method
from archive_desk.domain.errors import Conflict, InvalidInput, Unavailable, reason_of
from archive_desk.domain.footage import Footage, Kind
from archive_desk.domain.frames import FrameIndex
from archive_desk.domain.ids import DerivedId, FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.people import Person, Right
from archive_desk.domain.picture_time import still_name, times_at
from archive_desk.domain.sensitivity import in_words
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.media.clip_copying import copy_clip
from archive_desk.media.clips import encode_clip, save_still, with_watermark
from archive_desk.media.still_reader import decode_still
from archive_desk.services.access import Access, access_to, spend, taken_away
from archive_desk.services.desk import Desk
from archive_desk.services.frame_indexes import index_of
from archive_desk.services.originals import vault_of


@dataclass(frozen=True)
class Cut:
    """What is wanted of a recording: from one millisecond to another, both seen."""

    from_ms: int
    to_ms: int
    method: Method = Method.EXACT
    watermark: bool = False


@dataclass(frozen=True)
class _Source:
    item: Footage
    path: Path
    index: FrameIndex
    access: Access


class Deriving:
    """Makes them, keeps what was made of what, and under which approval."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def of_footage(self, actor: Person, footage_id: FootageId) -> Sequence[Derived]:
        """What was made of a recording, the newest first.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return derived.of_footage(session, footage_id)

    def clip(
        self,
        actor: Person,
        footage_id: FootageId,
        cut: Cut,
        folder: Path,
        monitor: Monitor,
        *,
        under: str = "",
    ) -> Derived:
        """Write a stretch of a video into `folder`; `under` names a loan the clerk acts for.

        Raises:
            Refused: `actor` has no right to copy; with the article.
            InvalidInput: there is no such stretch, or it is no video.
            Conflict: a file of this name is there already.
            Damaged: the pictures cannot be decoded.
            Unavailable: the original cannot be read, or the clip not be written.
            Cancelled: the person stopped; nothing stays.
        """
        source = self._source(actor, footage_id, monitor, under)
        index = source.index
        if not 0 <= cut.from_ms < cut.to_ms:
            raise InvalidInput(say("片段的终点应在起点之后。"))
        frames = range(index.frame_at(cut.from_ms), index.frame_at(cut.to_ms) + 1)
        words = self._watermark(actor, source) if cut.watermark else ""
        if words and cut.method is Method.COPY:
            raise InvalidInput(say("加水印须重新编码，请选择精确到帧。"))
        first_name = self._name(source, frames[0]).removesuffix(".png")
        name = f"{first_name}-{frames[-1]}_clip"
        suffix = ".mp4" if cut.method is Method.EXACT else Path(source.item.name).suffix or ".mp4"
        target = folder / f"{name}{suffix}"
        written = frames

        def write(partial: Path) -> None:
            nonlocal written
            if cut.method is Method.EXACT:
                encode_clip(source.path, partial, index, frames, monitor, words)
            else:
                written = copy_clip(source.path, partial, index, frames, monitor)

        self._write(target, write)
        return self._keep(actor, source, DerivedKind.CLIP, cut.method, written, target, words)

    def still(
        self,
        actor: Person,
        footage_id: FootageId,
        at_ms: int,
        folder: Path,
        monitor: Monitor,
        *,
        watermark: bool = False,
    ) -> Derived:
        """Write the picture seen at a moment into `folder`, its true time in its name.

        Raises:
            Refused: `actor` has no right to copy; with the article.
            InvalidInput: it is no video.
            Conflict: a file of this name is there already.
            Damaged: the picture cannot be decoded.
            Unavailable: the original cannot be read, or the still not be written.
        """
        source = self._source(actor, footage_id, monitor, "", still=True)
        number = source.index.frame_at(at_ms)
        words = self._watermark(actor, source) if watermark else ""
        target = folder / self._name(source, number)
        image = decode_still(source.path, source.index, number)
        shown = with_watermark(image, words) if words else image
        origin = self._origin(actor, source)
        self._write(target, lambda partial: save_still(shown, partial, origin))
        numbers = range(number, number + 1)
        return self._keep(actor, source, DerivedKind.STILL, Method.EXACT, numbers, target, words)

    def _source(
        self,
        actor: Person,
        footage_id: FootageId,
        monitor: Monitor,
        under: str,
        *,
        still: bool = False,
    ) -> _Source:
        with self._desk.reading() as session:
            item = footage.get(session, footage_id)
            if still and actor.may(Right.KEEP_DISCS):
                reason = say("岗位职责：{right}", right=say(Right.KEEP_DISCS.label))
                access = Access(LoanAct.COPY, item.id, reason)
            else:
                access = access_to(
                    session,
                    actor,
                    LoanAct.COPY,
                    item.id,
                    self._desk.clock(),
                    regulation=self._desk.office.regulation,
                    under=under,
                )
        path = vault_of(self._desk).locate(item.path)
        index = index_of(self._desk, item, path, monitor) if item.kind is Kind.VIDEO else None
        if index is None:
            raise InvalidInput(say("只有视频可以截取画面。"))
        return _Source(item, path, index, access)

    def _name(self, source: _Source, number: int) -> str:
        true = times_at(source.item, source.index.time_of(number)).true
        local = None if true is None else true.astimezone(self._desk.office.zone)
        return still_name(source.item, number, local)

    def _watermark(self, actor: Person, source: _Source) -> str:
        """Who made it, when, under which approval: in the archive's language."""
        now: datetime = self._desk.clock().astimezone(self._desk.office.zone)
        parts = [self._desk.office.organisation, actor.name, f"{now:%Y-%m-%d %H:%M}"]
        flags = str(in_words(source.item.sensitive))
        return "  ".join(filter(None, [*parts, source.access.approval, flags]))

    def _origin(self, actor: Person, source: _Source) -> dict[str, str]:
        """What a still says of itself, so that it leads back to its original from anywhere."""
        return {
            "Source": f"{source.item.name} sha256:{source.item.sha256}",
            "Author": actor.name,
            "Comment": " ".join(
                filter(None, [source.access.approval, self._desk.office.archive_id])
            ),
        }

    def _write(self, target: Path, write: Callable[[Path], None]) -> None:
        """Under another name first, so that what is there is whole, and never replaced."""
        if self._desk.folder.holds(target.absolute().parent):
            raise InvalidInput(say("不能复制到档案库文件夹里面，请另选文件夹。"))
        if target.exists():
            raise Conflict(say("“{name}”已存在，没有覆盖。", name=target.name))
        partial = target.with_name(f".part-{target.name}")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            write(partial)
            with partial.open("rb+") as file:
                os.fsync(file.fileno())
            partial.rename(target)
        except OSError as error:
            raise Unavailable(
                say("无法写入 {file}：{reason}", file=str(target), reason=reason_of(error))
            ) from error
        finally:
            # Where nothing can be written there is nothing to take away either.
            with suppress(OSError):
                partial.unlink(missing_ok=True)

    def _keep(
        self,
        actor: Person,
        source: _Source,
        kind: DerivedKind,
        method: Method,
        frames: range,
        target: Path,
        watermark: str,
    ) -> Derived:
        with target.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        with taken_away(target), self._desk.transaction(actor) as work:
            spend(work.session, [source.access])
            made = derived.add(
                work.session,
                Derived(
                    id=DerivedId(0),
                    parent_id=source.item.id,
                    parent_sha256=source.item.sha256,
                    kind=kind,
                    method=method,
                    from_frame=frames[0],
                    to_frame=frames[-1],
                    from_ms=source.index.ms_of(frames[0]),
                    to_ms=source.index.ms_of(frames[-1]),
                    author=actor.name,
                    made_at=work.at,
                    name=target.name,
                    size_bytes=target.stat().st_size,
                    sha256=digest,
                    approval=source.access.approval,
                    watermark=watermark,
                ),
                actor.id,
            )
            verb = "footage.still_saved" if kind is DerivedKind.STILL else "footage.clip_saved"
            detail = {
                "derived": made.id,
                "file": made.name,
                "frame": made.from_frame,
                "to_frame": made.to_frame,
                "at_ms": made.from_ms,
                "to_ms": made.to_ms,
                "sha256": digest,
                "parent_sha256": made.parent_sha256,
                **source.access.of_grant,
            }
            work.journal(Act(verb, f"footage:{made.parent_id}", made.approval, detail))
        return made
