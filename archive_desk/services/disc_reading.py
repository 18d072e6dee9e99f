"""Reading a disc or image back, and holding it against the register."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive_desk.burn import verify
from archive_desk.burn.verify import Verification
from archive_desk.db import disc_checks, discs
from archive_desk.domain.disc_health import DiscCheck, Occasion
from archive_desk.domain.discs import Disc
from archive_desk.domain.errors import Refused, Unavailable
from archive_desk.domain.findings import Finding
from archive_desk.domain.journal import Act
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.services.desk import Desk, Transaction


@dataclass(frozen=True)
class DiscReading:
    """What reading showed, and the disc of the register that it is, if it is one of ours."""

    target: Path
    disc: Disc | None
    verification: Verification
    findings: tuple[Finding, ...]


def image_file(desk: Desk, disc: Disc) -> Path:
    """Where the image of `disc` lies.

    Raises:
        Refused: it has none yet.
    """
    if not disc.image:
        raise Refused(say("光盘 {no} 还没有制作映像。", no=disc.no))
    return desk.folder.images / disc.image


def read_disc(desk: Desk, disc: Disc | None, path: Path, monitor: Monitor) -> DiscReading:
    """Read `path` through as `disc`; None: as whatever its manifest says it is.

    Raises:
        Unavailable: it cannot be read at all.
        Cancelled: the person stopped it.
    """
    verification = verify.verify(path, monitor)
    if not path.exists():
        # A file or stick can go while its bytes are still being read; then nobody has the disc.
        raise Unavailable(
            say("读到中途，{path} 被拔出或移走了，请放回后重新读检。", path=str(path))
        )
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


@dataclass(frozen=True)
class Circumstances:
    """Why and where a disc was read, and what it looked like to the eye."""

    occasion: Occasion
    drive: str = ""
    appearance: str = ""


def record_check(
    work: Transaction, disc: Disc, reading: DiscReading, circumstances: Circumstances
) -> int:
    """Put a reading of `disc` on its health curve; return the point's id."""
    found = reading.verification
    check = DiscCheck(
        id=0,
        disc_no=disc.no,
        at=work.at,
        occasion=circumstances.occasion,
        operator=work.actor.name if work.actor else "",
        drive=circumstances.drive or str(reading.target),
        sound=not reading.findings,
        files=found.files,
        size_bytes=found.size_bytes,
        sha256=found.sha256,
        bad_sectors=found.bad_sectors,
        retries=found.retries,
        read_ms=found.read_ms,
        speeds=found.speeds,
        findings=tuple(str(finding.message) for finding in reading.findings),
        finding_count=len(reading.findings),
        appearance=circumstances.appearance,
    )
    return disc_checks.add(work.session, disc.id, check)
