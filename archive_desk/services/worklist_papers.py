"""The worklist on paper: the overdue list and the list of what is due (PDF and xlsx)."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import say
from archive_desk.domain.worklist import ClockState, WorkFilter, WorkItem
from archive_desk.forms import due_list, workbook
from archive_desk.forms import sheet as paper
from archive_desk.services.desk import Desk
from archive_desk.services.worklist import Worklist
from archive_desk.services.written import write_file

_A_YEAR = timedelta(days=366)


class WorklistPapers:
    """Writes lists of what is due, for whoever has to see to it."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._worklist = Worklist(desk)

    def overdue(self, actor: Person, where: WorkFilter) -> Sequence[WorkItem]:
        """What is overdue now, and what was done too late in the last year or the given time.

        Raises:
            Refused: a unit head asks for another section.
        """
        actor.require_inside()
        now = self._desk.clock()
        states = frozenset({ClockState.OVERDUE})
        given = WorkFilter(
            section=where.section,
            person=where.person,
            tasks=where.tasks,
            states=states,
            due_from=where.due_from or now - _A_YEAR,
            due_until=where.due_until or now,
            done=True,
        )
        found = {(item.task, item.item_id): item for item in self._worklist.items(actor, given)}
        if where.due_from is None:
            still = WorkFilter(
                section=where.section, person=where.person, tasks=where.tasks, states=states
            )
            for item in self._worklist.items(actor, still):
                found.setdefault((item.task, item.item_id), item)
        return sorted(found.values(), key=lambda item: (not item.open, item.due))

    def write(self, actor: Person, items: Sequence[WorkItem], scope: str, out: Path) -> Path:
        """Write the list to `out`: a workbook if it ends in `.xlsx`, a PDF if in `.pdf`.

        Raises:
            InvalidInput: it ends in something else.
            Unavailable: the file cannot be written.
        """
        actor.require_inside()
        office, at = self._desk.office, self._desk.clock()
        heading = {"organisation": office.organisation, "operator": actor.name}
        match out.suffix.lower():
            case ".xlsx":
                book = due_list.workbook(items, scope, at=at, zone=office.zone, **heading)
                data = workbook.render(book)
            case ".pdf":
                form = due_list.sheet(items, scope, at=at, zone=office.zone, **heading)
                data = paper.render(form)
            case _:
                raise InvalidInput(
                    say("清单的文件名应以 .pdf 或 .xlsx 结尾：{file}", file=out.name)
                )
        write_file(out, data)
        detail = {"form": due_list.FORM_NO, "file": out.name, "lines": len(items)}
        with self._desk.transaction(actor) as work:
            work.journal(Act("clock.list_exported", "worklist", detail=detail))
        return out

    def file_name(self, *, overdue: bool) -> str:
        """What a list made today is called, in the archive's language."""
        today = self._desk.clock().astimezone(self._desk.office.zone)
        title = due_list.OVERDUE_TITLE if overdue else due_list.DUE_TITLE
        return f"{title}-{today:%Y%m%d}.pdf"


def scope_in_words(where: WorkFilter) -> str:
    """What was asked for, as a form says it."""
    parts = ["范围：" + (where.section or "全部股室")]
    if where.person:
        parts.append(f"责任人：{where.person}")
    if where.tasks:
        parts.append("事项：" + "、".join(sorted(task.label for task in where.tasks)))
    return "　".join(parts)
