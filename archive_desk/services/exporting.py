"""Copying recordings out of the archive, each under a live grant, with a list of digests beside."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from archive_desk.db import footage, lending, loan_items
from archive_desk.domain.errors import Damaged, InvalidInput, Unavailable
from archive_desk.domain.footage import Footage
from archive_desk.domain.ids import FootageId, LoanId
from archive_desk.domain.journal import Act
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.media.copying import copy_hashed
from archive_desk.media.safe_names import safe_name
from archive_desk.media.vault import flush_folder, remove_file, rename_without_replacing
from archive_desk.services.access import Access, access_to
from archive_desk.services.desk import Desk
from archive_desk.services.originals import vault_of

MANIFEST = "manifest-sha256.txt"
"""What the copies can be checked with: `sha256sum -c manifest-sha256.txt`."""


@dataclass(frozen=True)
class CopiedOut:
    """One copy: of what, where it lies, its digest, and the loan it was made under."""

    footage: Footage
    path: Path
    sha256: str
    approval: str


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
        granted = self._leave(actor, footage_ids, under)
        folder = self._target(out)
        total = sum(item.size_bytes for item, _ in granted)
        made: list[CopiedOut] = []
        try:
            done = 0
            for item, access in granted:
                copied = self._copy(item, access, folder, monitor, done, total)
                made.append(copied)
                done += item.size_bytes
            _write_manifest(folder, made)
        except BaseException:
            for copied in made:
                remove_file(copied.path)
            raise
        with self._desk.transaction(actor) as work:
            for copied in made:
                detail = {"file": copied.path.name, "folder": str(folder), "sha256": copied.sha256}
                item_name = f"footage:{copied.footage.id}"
                work.journal(Act("footage.copied_out", item_name, copied.approval, detail))
        return made

    def _leave(
        self, actor: Person, footage_ids: Sequence[FootageId], under: str
    ) -> list[tuple[Footage, Access]]:
        """All the originals with the leave to copy them, asked for before anything is copied."""
        if not footage_ids:
            raise InvalidInput(say("请指明要复制的音像。"))
        with self._desk.reading() as session:
            return [
                (
                    footage.get(session, footage_id),
                    access_to(
                        session,
                        actor,
                        LoanAct.COPY,
                        footage_id,
                        self._desk.clock(),
                        regulation=self._desk.office.regulation,
                        under=under,
                    ),
                )
                for footage_id in dict.fromkeys(footage_ids)
            ]

    def _target(self, out: Path) -> Path:
        folder = out.absolute()
        if self._desk.folder.root.resolve() in (folder.resolve(), *folder.resolve().parents):
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
        except OSError as error:
            raise _unwritable(final, error) from error
        finally:
            with suppress(OSError):
                remove_file(partial)
        return CopiedOut(item, final, copied.sha256, access.approval)


def _write_manifest(folder: Path, made: Sequence[CopiedOut]) -> None:
    lines = "".join(f"{copied.sha256}  {copied.path.name}\n" for copied in made)
    try:
        (folder / MANIFEST).write_text(lines, encoding="utf-8", newline="\n")
    except OSError as error:
        raise _unwritable(folder / MANIFEST, error) from error


def _unwritable(path: Path, error: OSError) -> Unavailable:
    return Unavailable(say("无法写入 {file}：{reason}", file=str(path), reason=str(error)))
