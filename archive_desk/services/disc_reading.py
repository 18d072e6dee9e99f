"""Reading a disc or image back, and holding it against the register."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive_desk.burn import verify
from archive_desk.burn.verify import Verification
from archive_desk.db import discs
from archive_desk.domain.discs import Disc
from archive_desk.domain.findings import Finding
from archive_desk.domain.journal import Act
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.services.desk import Desk


@dataclass(frozen=True)
class DiscReading:
    """What reading showed, and the disc of the register that it is, if it is one of ours."""

    target: Path
    disc: Disc | None
    verification: Verification
    findings: tuple[Finding, ...]


def read_disc(desk: Desk, disc: Disc | None, path: Path, monitor: Monitor) -> DiscReading:
    """Read `path` through as `disc`; None: as whatever its manifest says it is.

    Raises:
        Unavailable: it cannot be read at all.
        Cancelled: the person stopped it.
    """
    verification = verify.verify(path, monitor)
    if disc is None:
        with desk.reading() as session:
            disc = discs.with_manifest(session, verification.manifest_sha256)
    findings = [*verification.findings]
    if disc is not None:
        findings += _against_register(disc, verification)
    return DiscReading(path, disc, verification, tuple(findings))


def _against_register(disc: Disc, found: Verification) -> Iterator[Finding]:
    item = f"disc:{disc.no}"
    if found.identifier != disc.no:
        yield Finding(
            "wrong_disc",
            item,
            say("这不是光盘 {no}：盘上的编号是“{found}”。", no=disc.no, found=found.identifier),
        )
    elif found.manifest_sha256 != disc.manifest_sha256:
        yield Finding(
            "manifest_differs", item, say("光盘 {no} 上的校验清单与登记的不同。", no=disc.no)
        )
    elif found.sha256 != disc.image_sha256 and not found.findings:
        yield Finding(
            "image_differs",
            item,
            say("光盘 {no} 的文件完好，但映像整体与登记的校验值不符。", no=disc.no),
        )


def reading_act(reading: DiscReading, verb: str) -> Act:
    """The journal entry of a reading."""
    found = reading.verification
    return Act(
        verb,
        f"disc:{reading.disc.no if reading.disc else found.identifier}",
        detail={
            "target": str(reading.target),
            "files": found.files,
            "size_bytes": found.size_bytes,
            "sha256": found.sha256,
            "bad_sectors": found.bad_sectors,
            "findings": [f"{each.code} {each.item}" for each in reading.findings[:100]],
            "finding_count": len(reading.findings),
        },
    )
