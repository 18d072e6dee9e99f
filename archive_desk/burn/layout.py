"""Where things lie on a disc: the official transfer layout of 档发〔2012〕7号.

`说明文件.TXT` and `文件目录.XML` at the root, the recordings under `电子档案/year/case/`, all
else under `其他/`; beside these the bag's own files and the index page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive_desk.burn import names
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.sentences import say

RECORDS = "电子档案"
OTHER = "其他"
DESCRIPTION = "说明文件.TXT"
DIRECTORY = "文件目录.XML"
INDEX = "index.html"
MANIFEST = "manifest-sha256.txt"
MANIFEST_SM3 = "manifest-sm3.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
RECOVERY = "恢复数据"
"""Where par2 files lie. No manifest lists them: they are made from everything else."""
NO_CASE = "未归入案卷"
NO_YEAR = "日期不详"

MAX_DEPTH = 7
"""Levels of folders and the file itself, as ISO 9660 and Joliet allow."""


@dataclass(frozen=True)
class Placement:
    """What decides where a recording lies: its number and name, case, batch and start."""

    key: int
    stored_name: str
    case_no: str
    batch: str
    started_at: datetime | None


def place(recordings: Iterable[Placement]) -> dict[int, str]:
    """A path for each recording of a set, none equal to another without regard to case.

    Names keep what a disc can hold of them. Where two recordings of a case have the same one, the
    later goes into a folder named after its batch.
    """
    paths: dict[int, str] = {}
    taken: set[str] = set()
    for recording in recordings:
        year = f"{recording.started_at.year}" if recording.started_at else NO_YEAR
        case = names.safe(recording.case_no) if recording.case_no else NO_CASE
        folder, name = f"{RECORDS}/{year}/{case}", names.safe(recording.stored_name)
        path = f"{folder}/{name}"
        if names.folded(path) in taken:
            path = f"{folder}/{names.safe(recording.batch) or '_'}/{name}"
        number = 1
        while names.folded(path) in taken:
            number += 1
            path = f"{folder}/{names.safe(recording.batch)}_{number}/{name}"
        taken.add(names.folded(path))
        paths[recording.key] = path
    return paths


@dataclass(frozen=True)
class Entry:
    """A file on the disc: from the vault (`source`) or made for the disc (`data`).

    `sha256` is what its bytes must have; a made one is its own measure. `modified_at` is aware.
    A part of a recording begins at `offset_bytes` of its `source`, which has `source_bytes`. A
    `late` file is made from everything before it, and only known when that is written.
    """

    path: str
    size_bytes: int
    modified_at: datetime
    sha256: str
    source: Path | None = None
    data: bytes = b""
    offset_bytes: int = 0
    source_bytes: int | None = None
    late: bool = False


@dataclass(frozen=True)
class DiscNames:
    """The three names of each folder and file, by its full path with `/`."""

    joliet: dict[str, str]
    iso: dict[str, str]


def folders_of(paths: Iterable[str]) -> list[str]:
    """All folders above `paths`, parents first."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return sorted(found, key=lambda folder: (folder.count("/"), folder))


def name_tree(paths: Iterable[str]) -> DiscNames:
    """Joliet and ISO 9660 paths for `paths` and the folders above them.

    Raises:
        InvalidInput: two names are the same without regard to case, or a path is too deep or long.
    """
    files = list(paths)
    folders = folders_of(files)
    _check(files, folders)
    children: dict[str, tuple[list[str], list[str]]] = {"": ([], [])}
    for folder in folders:
        children[folder] = ([], [])
    for kind, members in enumerate((folders, files)):
        for member in members:
            parent, _, name = member.rpartition("/")
            children[parent][kind].append(name)
    joliet: dict[str, str] = {"": ""}
    iso: dict[str, str] = {"": ""}
    for parent in ("", *folders):
        sub_folders, sub_files = children[parent]
        short = names.joliet([*sub_folders, *sub_files])
        iso_short = {**names.iso_folders(sub_folders), **names.iso_files(sub_files)}
        for name in (*sub_folders, *sub_files):
            path = f"{parent}/{name}" if parent else name
            joliet[path] = f"{joliet[parent]}/{short[name]}"
            iso[path] = f"{iso[parent]}/{iso_short[name]}"
    return DiscNames(joliet, iso)


def _check(files: list[str], folders: list[str]) -> None:
    seen: dict[str, str] = {}
    for path in (*folders, *files):
        other = seen.setdefault(names.folded(path), path)
        if other != path or (path in folders and path in files):
            raise InvalidInput(
                say("光盘上有两个同名文件：“{one}”和“{other}”。", one=other, other=path)
            )
        name = path.rpartition("/")[2]
        if names.length(name) > names.UDF_LENGTH or path.count("/") >= MAX_DEPTH:
            raise InvalidInput(say("名称过长或文件夹层数过多，光盘放不下：“{path}”。", path=path))
    if len(set(files)) != len(files):
        raise InvalidInput(say("同一个文件在光盘上出现了两次。"))
