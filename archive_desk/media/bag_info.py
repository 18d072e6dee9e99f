"""Reading what `bag-info.txt` of a stored bag says, so that its lists can be written anew."""

from pathlib import Path

from archive_desk.media.copying import store_error

_COUNTED = "Payload-Oxum"


def read_info(folder: Path) -> dict[str, str]:
    """The lines of the bag's `bag-info.txt` in their order, but for the count of its payload.

    Raises:
        StoreFailed: it cannot be read.
    """
    try:
        text = (folder / "bag-info.txt").read_text(encoding="utf-8")
    except OSError as error:
        raise store_error(error) from error
    pairs = (line.partition(": ") for line in text.splitlines())
    return {label: value for label, colon, value in pairs if colon and label != _COUNTED}
