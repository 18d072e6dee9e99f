"""The figures on paper and as a workbook, to be handed in and published (统计年报)."""

from pathlib import Path

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.figures import Report
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.forms import annual_figures, workbook
from archive_desk.forms import sheet as paper
from archive_desk.services.desk import Desk
from archive_desk.services.written import write_file

FORMATS = ("xlsx", "pdf")


class FigurePapers:
    """Writes a report of figures."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def write(self, actor: Person, report: Report, out: Path, kinds: tuple[str, ...]) -> list[Path]:
        """Write the report beside `out` in each of `kinds`, under its name with their endings.

        Raises:
            Refused: `actor` may not read figures.
            InvalidInput: a kind that there is not.
            Unavailable: a file cannot be written.
        """
        actor.require(Right.READ_FIGURES)
        office, at = self._desk.office, self._desk.clock()
        heading = {"organisation": office.organisation, "operator": actor.name}
        written = []
        for kind in kinds:
            if kind not in FORMATS:
                raise InvalidInput(say("统计只能写成 {kinds}。", kinds="、".join(FORMATS)))
            known = {f".{each}" for each in FORMATS}
            base = out.with_suffix("") if out.suffix.lower() in known else out
            target = base.with_name(f"{base.name}.{kind}")
            if kind == "xlsx":
                books = annual_figures.workbook(report, at=at, zone=office.zone, **heading)
                data = workbook.render(*books)
            else:
                form = annual_figures.sheet(report, at=at, zone=office.zone, **heading)
                data = paper.render(form)
            write_file(target, data)
            written.append(target)
        with self._desk.transaction(actor) as work:
            year = report.since.astimezone(office.zone).year
            detail = {
                "form": annual_figures.FORM_NO,
                "title": report.title,
                "file": "、".join(each.name for each in written),
            }
            work.journal(Act("figures.exported", f"figures:{year}", detail=detail))
        return written

    def file_name(self, report: Report) -> str:
        """What the report is called, in the archive's language, without an ending."""
        return f"{annual_figures.TITLE}-{report.title}".replace(" ", "")
