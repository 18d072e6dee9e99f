"""Giving registers out as PDF, xlsx or CSV by the suffix of the file, written down each time."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from archive_desk.domain.errors import InvalidInput, Unavailable
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import say
from archive_desk.forms import registers, workbook
from archive_desk.forms import sheet as paper
from archive_desk.forms.blocks import Sheet
from archive_desk.services.desk import Desk

Line = TypeVar("Line")


def write_register(
    desk: Desk,
    actor: Person,
    register: registers.Register[Line],
    lines: Sequence[Line],
    out: Path,
    item: str,
) -> int:
    """Write a register to `out` and note it in the journal as `item`; how many lines there are.

    Raises:
        InvalidInput: another suffix than .pdf, .xlsx and .csv.
        Unavailable: the file cannot be written.
    """
    view = registers.View(desk.clock(), desk.office.zone)
    heading = {"organisation": desk.office.organisation, "operator": actor.name}
    match out.suffix.lower():
        case ".pdf":
            data = paper.render(registers.sheet(register, lines, view, **heading))
        case ".xlsx":
            data = workbook.render(registers.workbook(register, lines, view, **heading))
        case ".csv":
            data = registers.comma_separated(register, lines, view)
        case _:
            raise InvalidInput(say("登记簿可导出为 PDF、xlsx 或 CSV，请以此作为文件的后缀。"))
    write_whole(out, data)
    detail = {"file": out.name, "lines": len(lines)}
    with desk.transaction(actor) as work:
        work.journal(Act("ledger.exported", item, detail=detail))
    return len(lines)


def write_form(desk: Desk, actor: Person, form: Sheet, out: Path, act: Act) -> Path:
    """Write a form to `out` as PDF and note `act` in the journal, with file and form.

    Raises:
        Unavailable: the file cannot be written.
    """
    write_whole(out, paper.render(form))
    detail = {**(act.detail or {}), "file": out.name, "form": form.title}
    with desk.transaction(actor) as work:
        work.journal(Act(act.verb, act.item, act.approval, detail))
    return out


def write_whole(out: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all.

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
            say("无法写入 {file}：{reason}", file=str(out), reason=str(error))
        ) from error
