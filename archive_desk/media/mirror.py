"""The mirror: a second vault on another disk or share, of the same layout as the first.

Whoever has nothing but this folder can read it: one BagIt bag per batch. A small file, the marker,
says whose mirror it is, so that an empty mount point or somebody else's disk is never written to.
Files go through the same steps as into the vault; nothing is ever replaced, and what turns out bad
is set aside.
"""

import tomllib
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from typing_extensions import override

from archive_desk.domain.errors import InvalidInput, Refused, reason_of
from archive_desk.domain.sentences import say
from archive_desk.media.bags import DESTROYED, PAYLOAD, SM3_MANIFEST, BagRecord, tag_files
from archive_desk.media.copying import Advance, Digests, StoreFailed, store_error
from archive_desk.media.files import flush_folder, remove_file, replace_file
from archive_desk.media.quarantine import set_aside
from archive_desk.media.vault import INCOMING, FolderVault, Verification
from archive_desk.media.vault_mark import MARK, SYSTEM_NAMES, read_mark, write_mark
from archive_desk.paths import QUARANTINE

MARKER = "mirror.toml"
READ_ME = "说明.txt"
BACKUPS = "backups"
"""Where the copies of the database lie."""

BACKUP_NAMES = "archive-????????-??????.*"
_DIGEST = ".sha256"

_LOCK = "mirror"

_FORMAT = 1
_ABSENT = say("镜像磁盘或共享没有连接。连接后会自动补齐。")
_READ_ME_TEXT = """这里是执法音像档案库的镜像（第二份），由执法音像档案工作站写入，请勿改动。

每个以年份开头的文件夹是一个采集批次，按 BagIt（RFC 8493）存放：data 里是原件，
manifest-sha256.txt 是校验值。
不用本软件也能核对：在批次文件夹里运行 sha256sum -c manifest-sha256.txt
attachments 里是扫描件和附件，provided 是对外提供的留存件，quarantine 是档案库里隔离的文件，
images 是光盘映像（选择了才有），backups 是数据库的备份（SQLite）。
.quarantine 里是核对镜像时发现有问题而移开的文件。

电脑坏了怎么办：在新电脑上打开执法音像档案工作站，选“从镜像恢复”，选这个文件夹；
或者运行 archive-desk restore 这个文件夹 --archive 新文件夹 --as 账号

This is the mirror (second copy) of an archive of enforcement footage. One folder that begins with
a year is one batch, a BagIt bag. To verify it without our program: sha256sum -c manifest-sha256.txt
Scans are in attachments, kept copies of packages given out in provided, copies of the database in
backups. To make an archive of it again: archive-desk restore THIS_FOLDER --archive NEW_FOLDER --as
ACCOUNT
"""


class Presence(StrEnum):
    """What lies where a mirror should be."""

    OURS = "ours"
    ABSENT = "absent"
    FOREIGN = "foreign"
    EMPTY = "empty"
    OCCUPIED = "occupied"


@dataclass(frozen=True)
class Sign:
    """What a folder says of itself; `marker` and `archive_id` are empty where there is none."""

    presence: Presence
    marker: str = ""
    archive_id: str = ""


def sign_of(root: Path, archive_id: str) -> Sign:
    """What lies at `root`, as seen by the archive `archive_id`."""
    try:
        with (root / MARKER).open("rb") as file:
            told = tomllib.load(file)
        marker, owner = str(told["marker"]), str(told["archive_id"])
    except FileNotFoundError:
        return _without_marker(root, archive_id)
    except OSError:
        return Sign(Presence.ABSENT)
    except (ValueError, KeyError):
        return Sign(Presence.OCCUPIED)
    return Sign(Presence.OURS if owner == archive_id else Presence.FOREIGN, marker, owner)


def owner_of(root: Path) -> Sign:
    """Whose mirror lies at `root`, for somebody who has no archive yet.

    Raises:
        InvalidInput: none does.
    """
    sign = sign_of(root, "")
    if sign.presence is not Presence.FOREIGN or not sign.marker:
        raise InvalidInput(
            say("“{root}”不是镜像：里面没有 mirror.toml。请选镜像磁盘上的文件夹。", root=str(root))
        )
    return sign


def _without_marker(root: Path, archive_id: str) -> Sign:
    try:
        owner = read_mark(root)
        if owner not in {None, archive_id}:
            return Sign(Presence.FOREIGN, archive_id=owner or "")
        # The three are of a founding that was cut off before the marker.
        names = {entry.name for entry in root.iterdir()} - SYSTEM_NAMES - {MARK, READ_ME, INCOMING}
    except OSError:
        return Sign(Presence.ABSENT)
    return Sign(Presence.OCCUPIED if names else Presence.EMPTY)


def found(root: Path, archive_id: str) -> str:
    """Make the empty folder `root` a mirror of the archive; its marker.

    Raises:
        Refused: it is the mirror of another archive.
        InvalidInput: it is not there, or holds something else.
        StoreFailed: it cannot be written.
    """
    sign = sign_of(root, archive_id)
    require_usable(sign, root)
    if sign.presence is Presence.OURS:
        return sign.marker
    marker = str(uuid.uuid4())
    text = f'format = {_FORMAT}\nmarker = "{marker}"\narchive_id = "{archive_id}"\n'
    try:
        replace_file(root / INCOMING, root / READ_ME, _READ_ME_TEXT.encode())
        write_mark(root, archive_id)
        replace_file(root / INCOMING, root / MARKER, text.encode())
        flush_folder(root)
    except OSError as error:
        raise store_error(error) from error
    return marker


def require_usable(sign: Sign, root: Path) -> None:
    """See that a folder can be a mirror of the archive.

    Raises:
        Refused: it is the mirror of another archive.
        InvalidInput: it is not there, or holds something else.
    """
    match sign.presence:
        case Presence.FOREIGN:
            raise Refused(
                say("“{root}”是另一个档案库的镜像，不能用作本档案库的镜像。", root=str(root))
            )
        case Presence.ABSENT:
            raise InvalidInput(
                say("找不到文件夹“{root}”，请检查磁盘或共享是否已连接。", root=str(root))
            )
        case Presence.OCCUPIED:
            raise InvalidInput(
                say("“{root}”里有别的文件，请选择一个空文件夹作镜像。", root=str(root))
            )


class _Copies(FolderVault):
    """The vault's own way of storing, in a folder that must have the mirror's marker."""

    def __init__(self, root: Path, archive_id: str, marker: str) -> None:
        super().__init__(root)
        self._root = root
        self._owner = archive_id
        self._marker = marker

    @property
    def present(self) -> bool:
        sign = sign_of(self._root, self._owner)
        return sign.presence is Presence.OURS and sign.marker == self._marker

    @override
    def require_presence(self) -> None:
        """See that it is there, before anything is written."""
        if not self.present:
            raise StoreFailed(_ABSENT)


class MirrorFolder:
    """A mirror in a folder, as long as it is there. Paths as in the vault."""

    def __init__(self, root: Path, archive_id: str, marker: str) -> None:
        """The mirror `marker` of the archive, expected in `root`."""
        self._root = root
        self._vault = _Copies(root, archive_id, marker)

    @property
    def root(self) -> Path:
        """The folder."""
        return self._root

    @property
    def present(self) -> bool:
        """Whether it is there, and is the one that is expected."""
        return self._vault.present

    def require(self) -> None:
        """See that it is there.

        Raises:
            StoreFailed: it is not.
        """
        self._vault.require_presence()

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Be the only one who writes to it.

        Raises:
            StoreFailed: it is not there.
            Unavailable: somebody else is at it.
        """
        with self._vault.filling(_LOCK):
            self._vault.sweep()
            yield

    def room_bytes(self) -> int:
        """How much more fits, beyond the reserve."""
        return self._vault.room_bytes()

    def receive(self, source: Path, path: str, expected: Digests, advance: Advance) -> bool:
        """Copy an original here, flushed and read back; False if `source` is not as `expected`.

        Nothing is replaced, and a source that is not what its record says leaves nothing here.

        Raises:
            SourceFailed: the source could not be read.
            StoreFailed: the mirror could not be written, `StoreFull` for want of room.
            Cancelled: from `advance`.
        """
        copied = self._vault.receive(source, path, advance)
        if _same(copied, expected):
            return True
        self._vault.discard(path)
        return False

    def take(self, source: Path, path: str, sha256: str, advance: Advance) -> Digests | None:
        """Copy a file that is no original here, flushed and read back; None if it is not `sha256`.

        Nothing is replaced. With `sha256` empty whatever lies there is taken.

        Raises:
            SourceFailed: the source could not be read.
            StoreFailed: the mirror could not be written, `StoreFull` for want of room.
            Cancelled: from `advance`.
        """
        copied = self._vault.receive(source, path, advance, with_sm3=False)
        if sha256 in {"", copied.sha256}:
            return copied
        self._vault.discard(path)
        return None

    def drop(self, path: str) -> None:
        """Delete a copy of what can be made again.

        Raises:
            StoreFailed: the mirror is not there, or refuses.
        """
        self._vault.require_presence()
        self._vault.discard(path)

    def holds(self, path: str) -> bool:
        """Whether anything lies under `path`."""
        return self.locate(path).exists()

    def destroy(self, path: str) -> bool:
        """Delete a copy for good, by an approved list; False where it was gone already.

        Raises:
            Damaged: the path leads elsewhere, through a link, or to something that is no file.
            StoreFailed: the mirror is not there, or refuses.
        """
        return self._vault.destroy(path)

    def locate(self, path: str) -> Path:
        """The file itself."""
        return self._vault.locate(path)

    def verify(self, path: str, expected: Digests, advance: Advance) -> Verification:
        """Read a copy again; a mirror that is not there is unreachable, not empty."""
        return self._vault.verify(path, expected, advance)

    def set_aside(self, path: str, label: str) -> Path | None:
        """Move a bad copy out of the way."""
        return set_aside(self.locate(path), self._root / QUARANTINE, label)

    def write_lists(self, bag: str, lists: Mapping[str, bytes]) -> None:
        """Put the lists of a bag here, the tag manifest last.

        Raises:
            StoreFailed: they cannot be written.
        """
        folder = self.locate(bag)
        try:
            if not folder.is_dir():
                return
            for name, content in lists.items():
                replace_file(self._root / INCOMING, folder / name, content)
            flush_folder(folder)
        except OSError as error:
            raise store_error(error) from error

    def strays(self, known: frozenset[str], areas: frozenset[str]) -> Iterator[str]:
        """Payload files, and files in `areas`, that no record speaks of.

        Raises:
            StoreFailed: the mirror cannot be read.
        """
        for path in self._vault.files():
            top = path.partition("/")[0]
            if top == BACKUPS or path in known:
                continue
            if top in areas or f"/{PAYLOAD}/" in path:
                yield path

    def backups(self) -> list[Path]:
        """The copies of the database that lie here, the oldest first."""
        return backups_in(self._root)

    def drop_backup(self, file: Path) -> None:
        """Let a copy of the database go, and what is written beside it.

        Raises:
            StoreFailed: the mirror refuses.
        """
        try:
            remove_file(file)
            remove_file(beside(file))
            flush_folder(file.parent)
        except OSError as error:
            raise store_error(error) from error

    def write_beside(self, file: Path, content: bytes) -> None:
        """Write the digest of a copy of the database beside it.

        Raises:
            StoreFailed: it cannot be written.
        """
        try:
            replace_file(self._root / INCOMING, beside(file), content)
            flush_folder(file.parent)
        except OSError as error:
            raise store_error(error) from error

    def explain(self) -> None:
        """See that the note for people says what lies here now.

        Raises:
            StoreFailed: it cannot be written.
        """
        note, text = self._root / READ_ME, _READ_ME_TEXT.encode()
        try:
            if not note.is_file() or note.read_bytes() != text:
                replace_file(self._root / INCOMING, note, text)
                flush_folder(self._root)
        except OSError as error:
            raise store_error(error) from error


def backups_in(root: Path) -> list[Path]:
    """The copies of the database in the mirror `root`, the oldest first."""
    return sorted(each for each in (root / BACKUPS).glob(BACKUP_NAMES) if each.suffix != _DIGEST)


def beside(file: Path) -> Path:
    """The file in which the digest of a copy of the database is written, as `sha256sum` does."""
    return file.with_name(file.name + _DIGEST)


def _same(found: Digests, expected: Digests) -> bool:
    return (found.size_bytes, found.sha256, found.sm3) == (
        expected.size_bytes,
        expected.sha256,
        expected.sm3,
    )


_OPTIONAL = {SM3_MANIFEST, DESTROYED}


def bag_lists(folder: Path) -> dict[str, bytes]:
    """The lists that lie beside a bag's payload, the tag manifest last.

    Raises:
        StoreFailed: they cannot be read.
    """
    names = [*tag_files(BagRecord(())), DESTROYED]
    last = "tagmanifest-sha256.txt"
    try:
        found = {
            name: (folder / name).read_bytes()
            for name in names
            if name != last and (name not in _OPTIONAL or (folder / name).is_file())
        }
        return {**found, last: (folder / last).read_bytes()}
    except OSError as error:
        raise StoreFailed(say("无法读取档案库：{reason}", reason=reason_of(error))) from error
