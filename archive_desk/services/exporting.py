"""Copying recordings out of the archive, each under a live grant, with a list of digests beside."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from archive_desk.db import footage, lending, loan_items
from archive_desk.domain.errors import Damaged, InvalidInput, Refused, Unavailable
from archive_desk.domain.footage import Footage
from archive_desk.domain.ids import FootageId, LoanId
from archive_desk.domain.journal import Act
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.media.copying import Advance, copy_hashed, read_back
from archive_desk.media.files import flush_folder, remove_file, rename_without_replacing
from archive_desk.media.safe_names import safe_name
from archive_desk.services.access import Access, access_to, spend
from archive_desk.services.desk import Desk
from archive_desk.services.originals import vault_of

MANIFEST = "manifest-sha256.txt"
"""What the copies can be checked with: `sha256sum -c manifest-sha256.txt`."""

NOTE = "说明文件.txt"
"""Says whose the copies are, who made them, when and under which approval."""

_ACTS = (LoanAct.COPY, LoanAct.PROVIDE)
"""Either lets a copy leave the archive."""


@dataclass(frozen=True)
class CopiedOut:
    """One copy: of what, where it lies, its digest, and the loan it was made under."""

    footage: Footage
    path: Path
    sha256: str
    access: Access

    @property
    def approval(self) -> str:
        """The number of the loan."""
        return self.access.approval


class Exporting:
    """What leaves the archive as files."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def copy_loan(
        self, actor: Person, loan_id: LoanId, out: Path, monitor: Monitor
    ) -> list[CopiedOut]:
        """Copy every recording of a loan to the folder `out`, for its applicant or by the clerk.

        Raises:
            Refused: the loan grants no copies, or not to `actor`; with the article.
            InvalidInput: there is nothing to copy, or the folder will not do.
            Unavailable: an original cannot be read or the folder not be written.
            Damaged: an original is not what it was when it came in.
        """
        with self._desk.reading() as session:
            loan = lending.get(session, loan_id)
            footage_ids = loan_items.footage_of(session, loan.items)
        if not footage_ids:
            raise InvalidInput(say("借阅 {no} 的内容里没有音像可复制。", no=loan.no))
        under = "" if loan.applicant_id == actor.id else loan.no
        return self.copy_out(actor, footage_ids, out, monitor, under=under)

    def copy_out(
        self,
        actor: Person,
        footage_ids: Sequence[FootageId],
        out: Path,
        monitor: Monitor,
        *,
        under: str = "",
    ) -> list[CopiedOut]:
        """Copy recordings to the folder `out`; either all of them or none stays there.

        `under` names the loan of somebody else for whom the clerk makes the copies.

        Raises:
            Refused: one of them may not be copied; with the article.
            NotFound: there is no such recording, or no such loan.
            InvalidInput: the folder is inside the archive, or holds such files already.
            Unavailable: an original cannot be read or the folder not be written.
            Damaged: an original is not what it was when it came in.
        """
        made = self.copy_files(actor, footage_ids, out, monitor, under=under)
        folder = out.absolute()
        try:
            _write(folder / NOTE, self._note(made, actor))
            _write(folder / MANIFEST, _manifest(made))
            self._register(actor, folder, made)
        except BaseException:
            for copied in made:
                remove_file(copied.path)
            for name in (NOTE, MANIFEST):
                remove_file(folder / name)
            raise
        return made

    def _register(self, actor: Person, folder: Path, made: Sequence[CopiedOut]) -> None:
        """Count one copying under each grant, and write down what left the archive."""
        with self._desk.transaction(actor) as work:
            spend(work.session, [copied.access for copied in made])
            for copied in made:
                detail = {
                    "file": copied.path.name,
                    "folder": str(folder),
                    "sha256": copied.sha256,
                    **copied.access.of_grant,
                }
                item_name = f"footage:{copied.footage.id}"
                work.journal(Act("footage.copied_out", item_name, copied.approval, detail))

    def copy_files(
        self,
        actor: Person,
        footage_ids: Sequence[FootageId],
        out: Path,
        monitor: Monitor,
        *,
        under: str = "",
        acts: Sequence[LoanAct] = _ACTS,
    ) -> list[CopiedOut]:
        """The copies alone, without list and journal; one of `acts` must be granted for each.

        Raises:
            Refused: one of them may not be copied; with the article.
            NotFound: there is no such recording, or no such loan.
            InvalidInput: the folder is inside the archive, or holds such files already.
            Unavailable: an original cannot be read or the folder not be written.
            Damaged: an original is not what it was when it came in.
        """
        granted = self._leave(actor, footage_ids, under, acts)
        folder = self._target(out)
        # Each is read twice: to be copied, and to be compared with its original.
        total = 2 * sum(item.size_bytes for item, _ in granted)
        made: list[CopiedOut] = []
        try:
            done = 0
            for item, access in granted:
                made.append(self._copy(item, access, folder, monitor, done, total))
                done += 2 * item.size_bytes
        except BaseException:
            for copied in made:
                remove_file(copied.path)
            raise
        return made

    def _leave(
        self,
        actor: Person,
        footage_ids: Sequence[FootageId],
        under: str,
        acts: Sequence[LoanAct],
    ) -> list[tuple[Footage, Access]]:
        """All the originals with the leave to copy them, asked for before anything is copied."""
        if not footage_ids:
            raise InvalidInput(say("请指明要复制的音像。"))
        with self._desk.reading() as session:
            return [
                (
                    footage.get(session, footage_id),
                    self._leave_for(session, actor, footage_id, under, acts),
                )
                for footage_id in dict.fromkeys(footage_ids)
            ]

    def _leave_for(
        self,
        session: Session,
        actor: Person,
        footage_id: FootageId,
        under: str,
        acts: Sequence[LoanAct],
    ) -> Access:
        refusals: list[Refused] = []
        for act in acts:
            try:
                return access_to(
                    session,
                    actor,
                    act,
                    footage_id,
                    self._desk.clock(),
                    regulation=self._desk.office.regulation,
                    under=under,
                )
            except Refused as error:
                refusals.append(error)
        raise refusals[0]

    def _target(self, out: Path) -> Path:
        folder = out.absolute()
        if self._desk.folder.holds(folder):
            raise InvalidInput(say("不能复制到档案库文件夹里面，请另选文件夹。"))
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(folder, error) from error
        if (folder / MANIFEST).exists():
            raise InvalidInput(
                say("文件夹 {folder} 里已有一批复制件，请另选文件夹。", folder=str(folder))
            )
        return folder

    def _copy(
        self, item: Footage, access: Access, folder: Path, monitor: Monitor, done: int, total: int
    ) -> CopiedOut:
        final = folder / f"{item.id:06}_{safe_name(item.name)}"
        partial = final.with_name(f".{final.name}.part")
        moved = 0

        def advance(count: int) -> None:
            nonlocal moved
            moved += count
            monitor.report(done + moved, total, item.name)

        try:
            copied = copy_hashed(vault_of(self._desk).locate(item.path), partial, advance)
            if copied.sha256 != item.sha256:
                raise Damaged(say("“{name}”的原件与登记的校验值不符，没有复制。", name=item.name))
            rename_without_replacing(partial, final)
            flush_folder(folder)
            _compare(final, item, advance)
        except OSError as error:
            raise _unwritable(final, error) from error
        finally:
            with suppress(OSError):
                remove_file(partial)
        return CopiedOut(item, final, copied.sha256, access)

    def _note(self, made: Sequence[CopiedOut], actor: Person) -> str:
        """What the copies are, in the archive's language."""
        zone = self._desk.office.zone
        now = self._desk.clock().astimezone(zone)
        lines = [
            "音像资料复制件说明",
            "",
            f"保管单位：{self._desk.office.organisation}",
            f"复制时间：{now:%Y-%m-%d %H:%M:%S %z}",
            f"复制人：{actor.name}（{actor.role.label}）",
            f"依据：借阅审批 {'、'.join(dict.fromkeys(each.approval for each in made))}",
            f"校验：{MANIFEST} 列有每个文件的 SHA-256，可用 sha256sum -c 核对。",
            "",
        ]
        for each in made:
            item, started = each.footage, each.footage.started_at
            shown = "不明" if started is None else f"{started.astimezone(zone):%Y-%m-%d %H:%M:%S}"
            lines += [
                each.path.name,
                f"  编号：{item.id}  批准：{each.approval}",
                f"  摄录时间：{shown}  设备：{item.device}  摄录人：{item.officer}",
                f"  大小：{item.size_bytes} 字节",
                f"  SHA-256：{each.sha256}",
                f"  SM3：{item.sm3}",
            ]
        return "\r\n".join(lines) + "\r\n"


def _compare(copy: Path, item: Footage, advance: Advance) -> None:
    """Read the copy from its medium; one that is not its original does not stay."""
    try:
        if read_back(copy, advance, with_sm3=False).sha256 != item.sha256:
            raise Unavailable(
                say("复制出的 {name} 与原件不一致，请检查目标磁盘后重试。", name=item.name)
            )
    except BaseException:
        remove_file(copy)
        raise


def _manifest(made: Sequence[CopiedOut]) -> str:
    return "".join(f"{copied.sha256}  {copied.path.name}\n" for copied in made)


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise _unwritable(file, error) from error


def _unwritable(path: Path, error: OSError) -> Unavailable:
    return Unavailable(say("无法写入 {file}：{reason}", file=str(path), reason=str(error)))
