"""The report of a check (档案库核对报告), as PDF and as a workbook."""

from pathlib import Path

from archive_desk.db import fixity_runs
from archive_desk.db.fixity_runs import Run
from archive_desk.domain.copies import Fixity
from archive_desk.domain.errors import Unavailable, reason_of
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.remedies import remedy, result_title
from archive_desk.domain.sentences import say
from archive_desk.domain.verbs import item_title
from archive_desk.forms import fixity_report, sheet, workbook
from archive_desk.services.desk import Desk

_COUNTED = {
    "originals": "原件",
    "images": "光盘映像",
    "attachments": "扫描件和附件",
    "kept_copies": "对外提供留存件",
    "quarantined": "隔离文件",
    "files": "扫描件和其他文件",
    "bags": "采集批次",
    "mirrored": "镜像中的副本",
    "derived": "派生文件",
    "journal_entries": "日志条目",
}


class FixityPapers:
    """Writes down what checks showed, for people."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def write(self, actor: Person, run_id: int, target: Path) -> Path:
        """Write the report of a check to `target`: a workbook if it ends in `.xlsx`, else a PDF.

        Raises:
            Refused: `actor` may not check the archive.
            NotFound: there is no such check.
            Unavailable: the file cannot be written.
        """
        actor.require(Right.CHECK_ARCHIVE)
        with self._desk.reading() as session:
            run = fixity_runs.get(session, run_id)
            states = fixity_runs.by_state(session)
        check = _as_check(run, [(state.label, states.get(state, 0)) for state in Fixity])
        office = self._desk.office
        if target.suffix.lower() == ".xlsx":
            content = workbook.render(
                fixity_report.ledger(
                    check, organisation=office.organisation, operator=actor.name, zone=office.zone
                )
            )
        else:
            content = sheet.render(
                fixity_report.sheet(
                    check,
                    organisation=office.organisation,
                    operator=actor.name,
                    at=self._desk.clock(),
                    zone=office.zone,
                )
            )
        with self._desk.transaction(actor) as work:
            detail = {"form": fixity_report.FORM_NO, "no": run_id}
            work.journal(Act("archive.check_printed", "archive", detail=detail))
        try:
            target.write_bytes(content)
        except OSError as error:
            raise Unavailable(
                say("无法写入 {file}：{reason}", file=str(target), reason=reason_of(error))
            ) from error
        return target


def _as_check(run: Run, states: list[tuple[str, int]]) -> fixity_report.Check:
    order = run.order
    scope = "整个档案库" if order.scope.everything else str(item_title(order.scope.item))
    manner = "定期复核" if order.scheduled else "逐件重新读取"
    manner += "，SHA-256 和 SM3" if order.full else "，SHA-256"
    manner += "，连同镜像" if order.with_mirror else ""
    counted = run.checked or {"originals": run.items}
    return fixity_report.Check(
        no=run.id,
        scope=scope,
        manner=manner,
        begun_by=run.begun_by or "程序自动",
        started_at=run.started_at,
        ended_at=run.ended_at,
        read_bytes=run.bytes,
        counts=[(title, counted[key]) for key, title in _COUNTED.items() if key in counted],
        states=states if order.scope.everything else [],
        lines=[
            fixity_report.Line(
                str(result_title(each.code)),
                str(item_title(each.item)),
                str(each.message),
                str(remedy(each.code, each.item)),
            )
            for each in run.findings
        ],
    )
