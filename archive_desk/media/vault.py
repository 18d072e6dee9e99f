"""The vault of originals: one BagIt bag per batch, written so that a power cut leaves no lie.

The order of writing, and why: a temporary name nobody takes for a recording; flush; read-only;
a rename that never replaces; flush of every new parent folder; a re-read from the medium that is
compared with what came from the card. Only after that may a record be made of it, and only after
the record may the card be released.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Protocol

from archive_desk.domain.errors import Damaged, reason_of
from archive_desk.domain.sentences import say
from archive_desk.media import locks
from archive_desk.media.bags import PAYLOAD, BagRecord, tag_files
from archive_desk.media.copying import (
    Advance,
    Digests,
    StoreFailed,
    StoreFull,
    copy_hashed,
    read_back,
    store_error,
)
from archive_desk.media.destroying import destroy_file
from archive_desk.media.files import (
    PARTIAL,
    flush_folder,
    make_read_only,
    remove_file,
    rename_without_replacing,
    replace_file,
)
from archive_desk.media.vault_mark import MARK, SYSTEM_NAMES, read_mark
from archive_desk.paths import QUARANTINE

INCOMING = ".incoming"
"""Where files grow until they are whole; whatever a start finds here is unfinished."""

RESERVE_BYTES = 64 << 20
"""Room kept free for the database, its log and the bags' lists."""

_NO_BAGS = frozenset({INCOMING, QUARANTINE}) | SYSTEM_NAMES
_LOCK = ".lock"
_GONE = say("档案库所在的磁盘或共享已断开，请重新连接后再试。")


class Verdict(StrEnum):
    """What re-reading a stored original showed."""

    SOUND = "sound"
    ALTERED = "altered"
    MISSING = "missing"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Verification:
    """A verdict with what was read; `digests` is None when nothing could be."""

    verdict: Verdict
    digests: Digests | None = None
    reason: str = ""


class Vault(Protocol):
    """Where originals are kept. Paths are relative, with `/`: `batch/data/nnnn_name`."""

    def room_bytes(self) -> int:
        """How much more fits."""

    def receive(
        self, source: Path, path: str, advance: Advance, *, with_sm3: bool = True
    ) -> Digests:
        """Store a file under `path`, flushed and read back; nothing is ever replaced.

        Raises:
            SourceFailed: the card could not be read.
            StoreFailed: the vault could not be written, `StoreFull` for want of room.
            Cancelled: from `advance`.
        """

    def discard(self, path: str) -> None:
        """Take back what `receive` just stored and no record speaks of."""

    def locate(self, path: str) -> Path:
        """A file on this machine to read the original from."""

    def digest(self, path: str, advance: Advance) -> Digests:
        """The size and digests of a stored original, read from the medium."""

    def verify(self, path: str, expected: Digests, advance: Advance) -> Verification:
        """Re-read a stored original and compare it with its record."""

    def destroy(self, path: str) -> bool:
        """Delete an original for good, by an approved list; False where it was gone already.

        Raises:
            Damaged: the path leads elsewhere, through a link, or to something that is no file.
            StoreFailed: the vault is not there, or refuses.
        """

    def seal(self, bag: str, record: BagRecord) -> None:
        """Write the lists of a finished bag; a bag without entries is taken away."""

    def filling(self, bag: str) -> AbstractContextManager[None]:
        """Be the only one who puts anything into `bag`; other bags may be filled meanwhile.

        Raises:
            Busy: somebody fills it, in this process or another.
            Unavailable: the vault is not there.
        """

    def require_presence(self) -> None:
        """See that the vault is there and belongs to this archive.

        Raises:
            StoreFailed: its disk or share is not connected, or another one is in its place.
        """

    def stored(self, bag: str) -> Iterator[str]:
        """The paths of all payload files of a bag."""

    def bags(self) -> Iterator[str]:
        """The names of all bags."""

    def files(self) -> Iterator[str]:
        """The paths of all files, but for those that an import is still writing or set aside.

        Raises:
            StoreFailed: the vault cannot be reached.
        """

    def sweep(self) -> int:
        """Remove the unfinished files of bags that nobody fills; the number of files removed."""

    def sweep_bag(self, bag: str) -> int:
        """Remove the unfinished files of a bag that the caller fills."""


class FolderVault:
    """A vault in a folder of a local disk or a mounted share."""

    def __init__(self, root: Path, archive_id: str = "") -> None:
        """A vault in `root`; with `archive_id`, only where that archive's mark is."""
        self._root = root
        self._archive_id = archive_id

    def room_bytes(self) -> int:
        """How much more fits, beyond the reserve."""
        try:
            free = shutil.disk_usage(self._root).free
        except OSError as error:
            raise store_error(error) from error
        return max(0, free - RESERVE_BYTES)

    def receive(
        self, source: Path, path: str, advance: Advance, *, with_sm3: bool = True
    ) -> Digests:
        """Store a file under `path`, in the order this module is about."""
        final = self.locate(path)
        partial = self._root / INCOMING / (path.replace("/", "_") + PARTIAL)
        try:
            self._make_folder(partial.parent)
            # Left by an import that was cut off; a record of it cannot exist.
            remove_file(partial)
            copied = copy_hashed(source, partial, advance, sm3_if_free=with_sm3)
            make_read_only(partial)
            self._make_folder(final.parent)
            self._place(partial, final)
        except OSError as error:
            self._forget(partial)
            raise store_error(error) from error
        except BaseException:
            self._forget(partial)
            raise
        return self._confirmed(final, copied, advance, with_sm3=with_sm3)

    def _place(self, partial: Path, final: Path) -> None:
        """Rename, known to the medium; a name that another file has stays that file's."""
        try:
            rename_without_replacing(partial, final)
            flush_folder(final.parent)
        except FileExistsError:
            raise
        except OSError:
            # The name may be there already although its folder could not be flushed.
            self._forget(final)
            raise

    def _confirmed(
        self, final: Path, copied: Digests, advance: Advance, *, with_sm3: bool
    ) -> Digests:
        """The digests of the file as the medium gives it back, equal to what was copied."""
        try:
            stored = read_back(final, advance, with_sm3=with_sm3 and not copied.sm3)
        except FileNotFoundError as error:
            raise StoreFailed(say("写入的文件从档案库中消失了，请重新采集。")) from error
        except BaseException:
            self._forget(final)
            raise
        if (stored.size_bytes, stored.sha256) != (copied.size_bytes, copied.sha256):
            self._forget(final)
            raise StoreFailed(
                say("写入后读回的内容与来源不一致，请检查档案库所在的磁盘后重新采集。")
            )
        # Of the same bytes, since SHA-256 says that they are the same.
        return stored if stored.sm3 else copied

    def _forget(self, path: Path) -> None:
        """Remove a file of ours that must not stay; a failing disk may refuse even that.

        Flushed, or a power cut would bring it back after its failure has been recorded.
        """
        with suppress(OSError):
            remove_file(path)
            flush_folder(path.parent)

    def discard(self, path: str) -> None:
        """Take back what `receive` just stored and no record speaks of."""
        place = self.locate(path)
        try:
            remove_file(place)
            flush_folder(place.parent)
        except FileNotFoundError:
            return
        except OSError as error:
            raise store_error(error) from error

    def destroy(self, path: str) -> bool:
        """Delete an original for good. A vault that is not there has not lost anything."""
        self.require_presence()
        return destroy_file(self._root, self.locate(path))

    def locate(self, path: str) -> Path:
        """The file itself.

        Raises:
            Damaged: the path leads out of the vault; a record was tampered with.
        """
        parts = PurePosixPath(path)
        if parts.is_absolute() or ".." in parts.parts or "\\" in path or not parts.parts:
            raise Damaged(say("档案库路径“{path}”不合规定，记录可能被改动。", path=path))
        return self._root.joinpath(*parts.parts)

    def digest(self, path: str, advance: Advance) -> Digests:
        """The size and digests of a stored original, read from the medium."""
        try:
            return read_back(self.locate(path), advance)
        except FileNotFoundError as error:
            raise StoreFailed(say("档案库中没有文件“{path}”。", path=path)) from error

    def verify(self, path: str, expected: Digests, advance: Advance) -> Verification:
        """Re-read a stored original; a missing vault is unreachable, not a missing file."""
        try:
            found = read_back(self.locate(path), advance, with_sm3=bool(expected.sm3))
        except FileNotFoundError:
            return self._absent()
        except StoreFailed as error:
            return Verification(Verdict.UNREACHABLE, reason=error.message)
        same = found.sha256 == expected.sha256 and found.size_bytes == expected.size_bytes
        same = same and found.sm3 == expected.sm3
        return Verification(Verdict.SOUND if same else Verdict.ALTERED, found)

    def _absent(self) -> Verification:
        """A file is missing, or the whole vault is."""
        try:
            self.require_presence()
        except StoreFailed as error:
            return Verification(Verdict.UNREACHABLE, reason=error.message)
        return Verification(Verdict.MISSING)

    def seal(self, bag: str, record: BagRecord) -> None:
        """Write a bag's lists, each under a temporary name first; the tag manifest comes last."""
        folder = self.locate(bag)
        try:
            if not record.entries and not record.destroyed:
                _remove_empty(folder)
                return
            self._make_folder(folder / PAYLOAD)
            for name, content in tag_files(record).items():
                replace_file(self._root / INCOMING, folder / name, content)
            flush_folder(folder)
        except OSError as error:
            raise store_error(error) from error

    def filling(self, bag: str) -> AbstractContextManager[None]:
        """Be the only one who puts anything into `bag`."""
        try:
            self._make_folder(self._root / INCOMING)
        except OSError as error:
            raise store_error(error) from error
        return locks.held(self._root / INCOMING / (bag + _LOCK))

    def stored(self, bag: str) -> Iterator[str]:
        """The paths of all payload files of a bag."""
        self.require_presence()
        folder = self.locate(bag) / PAYLOAD
        try:
            names = sorted(entry.name for entry in folder.iterdir())
        except FileNotFoundError:
            return
        except OSError as error:
            raise store_error(error) from error
        for name in names:
            yield f"{bag}/{PAYLOAD}/{name}"

    def bags(self) -> Iterator[str]:
        """The names of all bags."""
        self.require_presence()
        try:
            names = sorted(entry.name for entry in self._root.iterdir() if entry.is_dir())
        except OSError as error:
            raise store_error(error) from error
        yield from (name for name in names if name not in _NO_BAGS)

    def files(self) -> Iterator[str]:
        """The paths of all files, but for those in the incoming folder and in quarantine."""

        def fail(error: OSError) -> None:
            reason = reason_of(error)
            raise StoreFailed(say("无法读取档案库：{reason}", reason=reason)) from error

        self.require_presence()
        for folder, folders, names in os.walk(self._root, onerror=fail):
            here = Path(folder)
            if here == self._root:
                folders[:] = [name for name in folders if name not in _NO_BAGS]
                names = [name for name in names if name not in {MARK, *SYSTEM_NAMES}]
            folders.sort()
            # A link to a folder is not entered, so it is told as the file that it is.
            links = [name for name in folders if (here / name).is_symlink()]
            for name in sorted([*names, *links]):
                yield (here / name).relative_to(self._root).as_posix()

    def sweep(self) -> int:
        """Remove the unfinished files of bags that nobody fills."""
        self.require_presence()
        removed = 0
        for bag in sorted({path.name.partition("_")[0] for path in self._unfinished("*")}):
            with suppress(locks.Busy), self.filling(bag):
                removed += self.sweep_bag(bag)
        return removed

    def sweep_bag(self, bag: str) -> int:
        """Remove the unfinished files of a bag that the caller fills."""
        removed = 0
        try:
            for path in self._unfinished(bag + "_*"):
                remove_file(path)
                removed += 1
        except OSError as error:
            raise store_error(error) from error
        return removed

    def _unfinished(self, names: str) -> list[Path]:
        return list((self._root / INCOMING).glob(names + PARTIAL))

    def _make_folder(self, folder: Path) -> None:
        """Make a folder and its parents, each known to the medium before anything lies in it."""
        self.require_presence()
        missing = []
        while not folder.is_dir():
            missing.append(folder)
            folder = folder.parent
        for new in reversed(missing):
            new.mkdir(exist_ok=True)
            flush_folder(new.parent)

    def require_presence(self) -> None:
        """See that the vault is there and is ours.

        It is never made here: where a disk or share has gone, its place would be filled instead,
        unseen once it is back.
        """
        try:
            self._root.stat()
            mark = read_mark(self._root) if self._archive_id else ""
        except OSError as error:
            raise StoreFailed(_GONE) from error
        if mark is None:
            raise StoreFailed(
                say(
                    "{place} 里没有原件库：所在的磁盘或共享没有连接（挂载）。请连接后再试。",
                    place=str(self._root),
                )
            )
        if mark != self._archive_id:
            raise StoreFailed(
                say(
                    "{place} 里是另一个档案库的原件，请接回本档案库的磁盘或共享。",
                    place=str(self._root),
                )
            )


def _remove_empty(bag: Path) -> None:
    for folder in (bag / PAYLOAD, bag):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


__all__ = [
    "INCOMING",
    "RESERVE_BYTES",
    "Digests",
    "FolderVault",
    "StoreFailed",
    "StoreFull",
    "Vault",
    "Verdict",
    "Verification",
    "flush_folder",
    "make_read_only",
    "remove_file",
    "rename_without_replacing",
    "replace_file",
]
