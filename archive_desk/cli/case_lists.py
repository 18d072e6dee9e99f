"""`case import`: lists of case files from spreadsheets."""

from dataclasses import replace
from pathlib import Path

from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands, Line
from archive_desk.domain.case_lists import ListField, WrongRow
from archive_desk.domain.cases import CaseKind
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.sentences import say
from archive_desk.services.case_lists import CaseLists, ListPreview

_KINDS = {word: kind for kind in CaseKind for word in (kind.value, kind.label, kind.label[2:])}
_SHOWN = 10


def register(group: Commands) -> None:
    """Add the commands of this module to those of case files."""
    taken = group.add("import", _import, "take a list of case files in: xlsx, or CSV")
    taken.add_argument("file", type=Path, metavar="FILE")
    fields = ", ".join(ListField)
    taken.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help=f"a column by its head, or by its number from 1; fields: {fields}",
    )
    taken.add_argument("--sheet", default="", metavar="NAME")
    taken.add_argument("--kind", choices=sorted(_KINDS), metavar="K", help="where a row says none")
    taken.add_argument("--section", default="", metavar="S", help="where a row says none")
    taken.add_argument("--preview", action="store_true", help="only look, take nothing")
    taken.add_argument("--wrong", type=Path, metavar="FILE", help="write what was not taken, xlsx")


def _import(call: Call) -> Answer:
    given, lists = call.arguments, CaseLists(call.desk)
    preview = _planned(call, lists.preview(call.actor, given.file, given.sheet))
    mapping = {
        field.value: str(preview.head[place] or place + 1) if place < len(preview.head) else place
        for field, place in preview.plan.columns.items()
    }
    fields: dict[str, object] = {
        "file": given.file,
        "source": preview.table.source,
        "rows": len(preview.rows),
        "mapping": mapping,
        "missing": [each.value for each in preview.plan.missing],
    }
    if given.preview:
        return _previewed(lists, preview, fields)
    result = lists.take_in(call.actor, given.file, preview, call.monitor)
    if given.wrong is not None:
        lists.export_wrong(call.actor, result, given.wrong)
    told = say(
        "共 {rows} 行：导入 {taken} 个案卷，{present} 个已有，{wrong} 行有误。",
        rows=len(preview.rows),
        taken=result.taken,
        present=result.present,
        wrong=len(result.wrong),
    )
    fields |= {
        "taken": result.taken,
        "present": result.present,
        "wrong": [_wrong_fields(each) for each in result.wrong],
    }
    lines: list[Line] = [(str(each.row), each.reason) for each in result.wrong]
    return Answer(fields, (*lines, told), FINDINGS if result.wrong else DONE)


def _planned(call: Call, preview: ListPreview) -> ListPreview:
    given = call.arguments
    columns = dict(preview.plan.columns)
    heads = [str(cell or "").strip() for cell in preview.head]
    for words in given.map:
        name, _, column = words.partition("=")
        if name not in set(ListField) or not column:
            known = ", ".join(ListField)
            raise InvalidInput(
                say("“{words}”应写成 字段=列，字段为：{known}。", words=words, known=known)
            )
        if column in heads:
            columns[ListField(name)] = heads.index(column)
        elif column.isdecimal() and 0 < int(column) <= max(1, len(heads)):
            columns[ListField(name)] = int(column) - 1
        else:
            raise InvalidInput(say("清单里没有“{column}”这一列。", column=column))
    plan = replace(
        preview.plan,
        columns=columns,
        kind=_KINDS[given.kind] if given.kind else None,
        section=given.section,
    )
    return replace(preview, plan=plan)


def _previewed(lists: CaseLists, preview: ListPreview, fields: dict[str, object]) -> Answer:
    sample: list[dict[str, object]] = []
    lines: list[Line] = []
    if not preview.plan.missing:
        for number, found in lists.judged(preview, _SHOWN):
            if isinstance(found, WrongRow):
                sample.append(_wrong_fields(found))
                lines.append((str(number), found.reason))
            else:
                officers = [each.name for each in found.officers]
                sample.append(
                    {
                        "row": number,
                        "no": found.no,
                        "cause": found.cause,
                        "party": found.party,
                        "kind": found.kind.value,
                        "section": found.section,
                        "officers": officers,
                        "opened": None if found.opened_on is None else found.opened_on.isoformat(),
                        "ended": found.ended_at,
                    }
                )
                lines.append((str(number), found.no, found.party, found.cause, *officers))
    return Answer(fields | {"sample": sample}, tuple(lines))


def _wrong_fields(wrong: WrongRow) -> dict[str, object]:
    cells = ["" if cell is None else str(cell) for cell in wrong.cells]
    return {"row": wrong.row, "reason": wrong.reason, "values": cells}
