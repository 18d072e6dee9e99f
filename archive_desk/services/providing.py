"""Giving copies of footage out (复制、对外提供): only under an approval that is still in force."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from archive_desk.db import footage
from archive_desk.domain.errors import Damaged, InvalidInput, Refused, Unavailable
from archive_desk.domain.footage import Footage
from archive_desk.domain.ids import FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.media.copying import Advance, copy_hashed, read_back
from archive_desk.media.safe_names import safe_name
from archive_desk.services.access import Access, access_to
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.originals import vault_of
from archive_desk.services.reading import Reading

MANIFEST = "manifest-sha256.txt"
NOTE = "说明文件.txt"

_ACTS = (LoanAct.COPY, LoanAct.PROVIDE)
"""Either lets a copy leave the archive; the one granted is written down."""


@dataclass(frozen=True)
class ProvidedFile:
    """A copy that was given out, and the loan it was given out under."""

    footage_id: FootageId
    name: str
    size_bytes: int
    sha256: str
    approval: str


@dataclass(frozen=True)
class Provided:
    """A folder of copies that were compared with their originals."""

    folder: Path
    files: tuple[ProvidedFile, ...]

    @property
    def approvals(self) -> tuple[str, ...]:
        """The loans it was done under."""
        return tuple(dict.fromkeys(each.approval for each in self.files))


@dataclass(frozen=True)
class _Wanted:
    original: Footage
    access: Access
    name: str


class Providing:
    """Exports copies of originals; the originals themselves never leave the vault."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._vault = vault_of(desk)

    def export(
        self,
        actor: Person,
        footage_ids: Sequence[FootageId],
        out: Path,
        monitor: Monitor,
        *,
        under: str = "",
    ) -> Provided:
        """Copy recordings into the new folder `out`, with a list of digests and a note.

        Every copy is read back and compared. All of them are made, or none stays. The journal
        says both what was begun and what was given out. `under` names a loan under which the
        clerk acts for its applicant.

        Raises:
            Refused: an approval is wanting; with the article that asks for one.
            NotFound: there is no such recording.
            InvalidInput: nothing is asked for, or `out` is not empty or inside the archive.
            Damaged: an original is not what it was.
            Unavailable: a file cannot be read or written.
            Cancelled: the person stopped it.
        """
        if not footage_ids:
            raise InvalidInput(say("请指明要导出的音像。"))
        folder = self._checked(out)
        with self._desk.transaction(actor) as work:
            wanted = self._granted(work, actor, footage_ids, under)
            for each in wanted:
                self._write_down(work, each, "footage.export_begun", {"folder": folder.name})
        files = self._copy_all(wanted, folder, actor, monitor)
        with self._desk.transaction(actor) as work:
            for each, file in zip(wanted, files, strict=True):
                detail = {"folder": folder.name, "name": file.name, "sha256": file.sha256}
                self._write_down(work, each, "footage.exported", detail)
        return Provided(folder, files)

    def _granted(
        self, work: Transaction, actor: Person, ids: Sequence[FootageId], under: str
    ) -> list[_Wanted]:
        taken = {MANIFEST.casefold(), NOTE.casefold()}
        wanted = []
        for footage_id in dict.fromkeys(ids):
            original = footage.get(work.session, footage_id)
            access = self._access(work, actor, footage_id, under)
            wanted.append(_Wanted(original, access, _free_name(original.name, taken)))
        return wanted

    def _access(
        self, work: Transaction, actor: Person, footage_id: FootageId, under: str
    ) -> Access:
        refusal: Refused | None = None
        for act in _ACTS:
            try:
                return access_to(
                    work.session,
                    actor,
                    act,
                    footage_id,
                    work.at,
                    regulation=self._desk.office.regulation,
                    under=under,
                )
            except Refused as error:
                refusal = refusal or error
        raise refusal or Refused(say("没有有效批准。"))

    def _write_down(
        self, work: Transaction, wanted: _Wanted, verb: str, detail: Mapping[str, object]
    ) -> None:
        access = wanted.access
        item = f"footage:{wanted.original.id}"
        work.journal(Act(verb, item, access.approval, {"act": access.act.value, **detail}))

    def _checked(self, out: Path) -> Path:
        """The folder to fill: new or empty, and not inside the archive."""
        folder = out.expanduser().absolute()
        archive = self._desk.folder.root.resolve()
        try:
            if folder.resolve().is_relative_to(archive):
                raise InvalidInput(
                    say("“{folder}”在档案库里面，请另选一个文件夹。", folder=str(out))
                )
            if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
                raise InvalidInput(
                    say("文件夹 {folder} 不是空的，请另选一个空文件夹。", folder=str(out))
                )
        except OSError as error:
            raise Unavailable(
                say("无法写入 {file}：{reason}", file=str(out), reason=str(error))
            ) from error
        return folder

    def _copy_all(
        self, wanted: Sequence[_Wanted], folder: Path, actor: Person, monitor: Monitor
    ) -> tuple[ProvidedFile, ...]:
        """All copies, the list and the note; or nothing of ours stays in the folder."""
        made: list[Path] = []
        # Each file is read twice: once to be copied, once to be compared.
        reading = Reading(monitor, 2 * sum(each.original.size_bytes for each in wanted))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for each in wanted:
                reading.begin(say("导出 {name}", name=each.original.name))
                made.append(folder / each.name)
                self._copy(each, folder / each.name, reading.advance)
            files = tuple(_provided(each) for each in wanted)
            for name, content in (
                (MANIFEST, _manifest(files)),
                (NOTE, self._note(files, wanted, actor)),
            ):
                made.append(folder / name)
                _write(folder / name, content)
        except OSError as error:
            _take_back(made)
            raise Unavailable(
                say("无法写入 {file}：{reason}", file=str(folder), reason=str(error))
            ) from error
        except BaseException:
            _take_back(made)
            raise
        return files

    def _copy(self, wanted: _Wanted, target: Path, advance: Advance) -> None:
        original = wanted.original
        source = self._vault.locate(original.path)
        copied = copy_hashed(source, target, advance)
        if (copied.size_bytes, copied.sha256) != (original.size_bytes, original.sha256):
            raise Damaged(
                say(
                    "音像 {name} 的原件与登记的校验值不符，没有导出。请核对档案库。",
                    name=original.name,
                )
            )
        written = read_back(target, advance, with_sm3=False)
        if written.sha256 != original.sha256:
            raise Unavailable(
                say("导出的 {name} 与原件不一致，请检查目标磁盘后重试。", name=original.name)
            )

    def _note(self, files: Sequence[ProvidedFile], wanted: Sequence[_Wanted], actor: Person) -> str:
        """What the copies are, in the archive's language."""
        now = self._desk.clock().astimezone(self._desk.office.zone)
        lines = [
            "音像资料复制件说明",
            "",
            f"保管单位：{self._desk.office.organisation}",
            f"导出时间：{now:%Y-%m-%d %H:%M:%S %z}",
            f"导出人：{actor.name}（{actor.role.label}）",
            f"依据：借阅审批 {'、'.join(dict.fromkeys(each.approval for each in files))}",
            f"校验：本文件夹内 {MANIFEST} 列有每个文件的 SHA-256，可用 sha256sum -c 核对。",
            "",
        ]
        for each, item in zip(files, wanted, strict=True):
            original = item.original
            started = original.started_at
            shown = (
                "不明" if started is None else f"{started.astimezone(now.tzinfo):%Y-%m-%d %H:%M:%S}"
            )
            lines += [
                f"{each.name}",
                f"  编号：{original.id}  批准：{each.approval}（{item.access.act.label}）",
                f"  摄录时间：{shown}  设备：{original.device}  摄录人：{original.officer}",
                f"  大小：{original.size_bytes} 字节",
                f"  SHA-256：{original.sha256}",
                f"  SM3：{original.sm3}",
            ]
        return "\r\n".join(lines) + "\r\n"


def _provided(wanted: _Wanted) -> ProvidedFile:
    original = wanted.original
    return ProvidedFile(
        original.id,
        wanted.name,
        original.size_bytes,
        original.sha256,
        wanted.access.approval,
    )


def _manifest(files: Sequence[ProvidedFile]) -> str:
    return "".join(f"{each.sha256}  {each.name}\n" for each in files)


def _free_name(name: str, taken: set[str]) -> str:
    """A safe name that no other copy in the folder has, whatever the case of its letters."""
    first = safe_name(name)
    stem, dot, suffix = first.rpartition(".")
    stem = stem or first
    candidate, number = first, 1
    while candidate.casefold() in taken:
        number += 1
        ending = f"{dot}{suffix}" if dot else ""
        candidate = f"{stem}_{number}{ending}"
    taken.add(candidate.casefold())
    return candidate


def _write(file: Path, content: str) -> None:
    with file.open("x", encoding="utf-8", newline="") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _take_back(files: Sequence[Path]) -> None:
    for file in files:
        with suppress(OSError):
            file.unlink()
