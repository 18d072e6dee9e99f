"""Writing a whole file or none: what was printed or exported to a place that a person chose."""

from pathlib import Path

from archive_desk.domain.errors import Unavailable, reason_of
from archive_desk.domain.sentences import say


def write_file(out: Path, data: bytes) -> None:
    """Write `data` to `out` under another name first, so that no half of it is ever left there.

    Raises:
        Unavailable: it cannot be written.
    """
    temporary = out.with_name(f".{out.name}.part")
    try:
        temporary.write_bytes(data)
        temporary.replace(out)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise Unavailable(
            say("无法写入 {file}：{reason}", file=str(out), reason=reason_of(error))
        ) from error
