"""Papers that go with discs: face, case, labels, contents, records of burning and checking."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from sqlalchemy.orm import Session

from archive_desk.db import disc_burns, disc_checks, discs, settings
from archive_desk.domain.disc_health import health_of
from archive_desk.domain.errors import InvalidInput, Unavailable, reason_of
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.forms import calibration as printing
from archive_desk.forms import (
    disc_case,
    disc_contents,
    disc_face,
    disc_labels,
    disc_records,
    sheet,
)
from archive_desk.forms.calibration import Calibration
from archive_desk.forms.disc_face import FaceOptions
from archive_desk.services.desk import Desk
from archive_desk.services.disc_keeping import HORIZON
from archive_desk.services.disc_material import of_disc

__all__ = ["Calibration", "DiscPapers", "FaceOptions", "Paper"]

_CALIBRATION = "print_calibration"
_MOST_SHIFT_MM = 30.0
_SCALES = (0.9, 1.1)


class Paper(StrEnum):
    """What can be printed of a disc."""

    FACE = "face"
    CASE = "case"
    LABEL = "label"
    CONTENTS = "contents"
    BURN_RECORD = "burn_record"
    CHECK_RECORD = "check_record"

    @property
    def label(self) -> str:
        """The paper in Chinese."""
        return _PAPER_TITLES[self]


_PAPER_TITLES = {
    Paper.FACE: "盘面标识",
    Paper.CASE: "盒封和盒脊",
    Paper.LABEL: "标签",
    Paper.CONTENTS: "光盘目录",
    Paper.BURN_RECORD: "刻录记录",
    Paper.CHECK_RECORD: "检测记录",
}


class DiscPapers:
    """Prints what belongs to discs. Everything printed is journalled."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def write(
        self,
        actor: Person,
        paper: Paper,
        no: str,
        target: Path,
        options: FaceOptions | None = None,
    ) -> Path:
        """Write a paper of a disc to the PDF file `target`, corrected for the office's printer.

        Raises:
            Refused: `actor` does not keep discs.
            NotFound: there is no such disc.
            Unavailable: the file cannot be written.
        """
        if paper is Paper.LABEL:
            return self.labels(actor, [no], target)
        actor.require(Right.KEEP_DISCS)
        at = self._desk.clock().astimezone(self._desk.office.zone)
        with self._desk.reading() as session:
            disc = discs.get(session, no)
            catalogue = of_disc(session, self._desk, disc).catalogue
            checks = disc_checks.of_disc(session, disc.id)
            attempts = disc_burns.of_disc(session, disc.id)
            checked = next((each for each in reversed(checks) if each.sound), None)
            options = replace(options or FaceOptions(), calibration=_calibration(session))
        if checked is not None and not options.checked:
            on = checked.at.astimezone(self._desk.office.zone)
            options = replace(options, checked=f"{on:%Y-%m-%d} {checked.operator}")
        draw: dict[Paper, Callable[[], bytes]] = {
            Paper.FACE: lambda: disc_face.render(catalogue, options),
            Paper.CASE: lambda: disc_case.render(catalogue, options),
            Paper.CONTENTS: lambda: sheet.render(
                disc_contents.sheet(catalogue, operator=actor.name, at=at)
            ),
            Paper.BURN_RECORD: lambda: sheet.render(
                disc_records.burn_record(catalogue, attempts, operator=actor.name, at=at)
            ),
            Paper.CHECK_RECORD: lambda: sheet.render(
                disc_records.check_record(
                    catalogue, health_of(checks, HORIZON), operator=actor.name, at=at
                )
            ),
        }
        return self._write(actor, paper.value, [no], target, draw[paper]())

    def labels(
        self, actor: Person, numbers: Sequence[str], target: Path, *, start: int = 1
    ) -> Path:
        """Write a sheet of labels for discs; `start` is the first label that is still on it.

        Raises: as `write`, and InvalidInput if no disc is named or there is no such label.
        """
        actor.require(Right.KEEP_DISCS)
        if not numbers:
            raise InvalidInput(say("请选择要打印标签的光盘。"))
        if not 1 <= start <= disc_labels.COLUMNS * disc_labels.ROWS:
            most = disc_labels.COLUMNS * disc_labels.ROWS
            raise InvalidInput(say("起始标签应为 1 至 {most}。", most=most))
        with self._desk.reading() as session:
            chosen = [discs.get(session, no) for no in numbers]
            correction = _calibration(session)
        pdf = disc_labels.render(
            chosen, self._desk.office.organisation, start=start, calibration=correction
        )
        return self._write(actor, Paper.LABEL.value, [disc.no for disc in chosen], target, pdf)

    def calibration(self, actor: Person) -> Calibration:
        """How prints are corrected now."""
        actor.require(Right.KEEP_DISCS)
        with self._desk.reading() as session:
            return _calibration(session)

    def calibrate(
        self,
        actor: Person,
        left_mm: float,
        bottom_mm: float,
        width_mm: float,
        height_mm: float,
    ) -> Calibration:
        """Correct prints by what was measured on the proof page.

        Raises:
            Refused: `actor` does not keep discs.
            InvalidInput: no printer is that far off; something else was measured.
        """
        actor.require(Right.KEEP_DISCS)
        with self._desk.transaction(actor) as work:
            if width_mm <= 0 or height_mm <= 0:
                raise InvalidInput(say("量得的宽和高应大于零。"))
            found = printing.measured(
                left_mm, bottom_mm, width_mm, height_mm, _calibration(work.session)
            )
            if any(abs(shift) > _MOST_SHIFT_MM for shift in found.offset_mm) or any(
                not _SCALES[0] <= scale <= _SCALES[1] for scale in found.scale
            ):
                raise InvalidInput(
                    say("量得的数与应有的数相差太大，请确认按实际大小打印、以毫米量取。")
                )
            _remember(work.session, found)
            work.journal(Act("disc.calibrated", "archive", detail=_as_detail(found)))
            return found

    def uncalibrate(self, actor: Person) -> Calibration:
        """Print as drawn again, for another printer.

        Raises:
            Refused: `actor` does not keep discs.
        """
        actor.require(Right.KEEP_DISCS)
        with self._desk.transaction(actor) as work:
            plain = Calibration()
            _remember(work.session, plain)
            work.journal(Act("disc.calibrated", "archive", detail=_as_detail(plain)))
            return plain

    def proof_page(self, actor: Person, target: Path) -> Path:
        """Write the page to be printed and measured, through the present calibration.

        Raises: as `write`.
        """
        calibration = self.calibration(actor)
        at = self._desk.clock().astimezone(self._desk.office.zone)
        pdf = printing.proof_page(calibration, self._desk.office.organisation, at)
        return _stored(target, pdf)

    def _write(
        self, actor: Person, what: str, numbers: Sequence[str], target: Path, pdf: bytes
    ) -> Path:
        _stored(target, pdf)
        with self._desk.transaction(actor) as work:
            for no in numbers:
                detail = {"form": what, "file": str(target)}
                work.journal(Act("disc.printed", f"disc:{no}", detail=detail))
        return target


def _stored(target: Path, pdf: bytes) -> Path:
    try:
        target.write_bytes(pdf)
    except OSError as error:
        raise Unavailable(
            say("无法写入 {file}：{reason}", file=str(target), reason=reason_of(error))
        ) from error
    return target


def _calibration(session: Session) -> Calibration:
    kept = settings.read(session, _CALIBRATION)
    if not isinstance(kept, dict):
        return Calibration()
    return Calibration((kept["right"], kept["up"]), (kept["across"], kept["along"]))


def _remember(session: Session, calibration: Calibration) -> None:
    settings.write(session, _CALIBRATION, _as_detail(calibration))


def _as_detail(calibration: Calibration) -> dict[str, float]:
    (right, up), (across, along) = calibration.offset_mm, calibration.scale
    return {"right": right, "up": up, "across": across, "along": along}
