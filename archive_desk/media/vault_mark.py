"""The mark by which a vault is known: a small file that says whose originals lie here.

A disk or share that is not mounted leaves an empty folder in its place. Without a mark an import
would begin a second vault there, unseen once the first is back. Every vault of an archive, the
mirror too, carries the same archive's id.
"""

import tomllib
from pathlib import Path

from archive_desk.media.copying import store_error, write_flushed
from archive_desk.media.files import PARTIAL, flush_folder, make_read_only, remove_file

MARK = "vault.toml"

SYSTEM_NAMES = frozenset(
    {
        "lost+found",
        "System Volume Information",
        "$RECYCLE.BIN",
        "$Recycle.Bin",
        ".Trash-1000",
        ".DS_Store",
        ".fseventsd",
        ".Spotlight-V100",
        "@eaDir",
        "#recycle",
        "@Recycle",
        ".snapshot",
    }
)
"""What systems and storage boxes put into the root of an empty disk; none of it is ours."""


def write_mark(root: Path, archive_id: str) -> None:
    """Make `root` a vault of the archive; written under another name first, and flushed.

    Raises:
        StoreFailed: it cannot be written.
    """
    partial = root / (MARK + PARTIAL)
    text = f'format = 1\narchive_id = "{archive_id}"\n'
    try:
        remove_file(partial)
        write_flushed(partial, text.encode())
        make_read_only(partial)
        partial.replace(root / MARK)
        flush_folder(root)
    except OSError as error:
        raise store_error(error) from error


def read_mark(root: Path) -> str | None:
    """The id of the archive whose vault this is; None where there is no mark.

    Raises:
        OSError: the folder cannot be read.
    """
    try:
        with (root / MARK).open("rb") as file:
            return str(tomllib.load(file)["archive_id"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError):
        # A mark that cannot be understood belongs to nobody we know.
        return ""
