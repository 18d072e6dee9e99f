"""Setting a bad file aside: out of the way of the sound one, never deleted."""

import os
import sys
from pathlib import Path

from archive_desk.media.copying import store_error
from archive_desk.media.files import flush_folder


def set_aside(file: Path, quarantine: Path, label: str) -> Path | None:
    """Move what lies at `file` into `quarantine`, under a name that tells where it lay.

    `label` makes the name tell what it is, such as the beginning of its digest. None where nothing
    lay there.

    Raises:
        StoreFailed: it cannot be moved.
    """
    name = f"{file.parent.parent.name}_{file.name}.{label or 'x'}"
    try:
        if not os.path.lexists(file):
            return None
        if not quarantine.is_dir():
            quarantine.mkdir()
            flush_folder(quarantine.parent)
        place = quarantine / name
        number = 1
        while os.path.lexists(place):
            number += 1
            place = quarantine / f"{name}.{number}"
        if sys.platform == "win32":
            file.rename(place)
        else:
            # Not by a link: what lies there may be a folder.
            os.rename(file, place)  # noqa: PTH104
        flush_folder(quarantine)
        flush_folder(file.parent)
    except OSError as error:
        raise store_error(error) from error
    return place
