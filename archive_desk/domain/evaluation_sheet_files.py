"""From the tables of a score sheet's file to a `ScoreSheet`, every mistake named by its key."""

from collections import Counter
from collections.abc import Iterable, Mapping

from archive_desk.domain.evaluation_sheet import (
    WHOLE,
    DeductionRule,
    Grade,
    ItemBasis,
    ScoreSheet,
    SheetItem,
    SheetSection,
    WithoutItem,
    points,
)
from archive_desk.domain.office import REGULATIONS
from archive_desk.domain.rule_tables import Table, parse
from archive_desk.domain.sentences import say


def parse_score_sheet(data: Mapping[str, object]) -> ScoreSheet:
    """A score sheet from its file.

    Raises:
        MistakenRules: with all mistakes.
    """
    return parse(data, _sheet)


def _sheet(root: Table) -> ScoreSheet:
    head = root.table("sheet")
    sheet = ScoreSheet(
        key=head.text("key"),
        version=head.whole("version", least=1),
        title=head.text("title"),
        note=head.text("note", may_be_empty=True, default=""),
        without=head.choice("not_applicable", WithoutItem),
        vetoes=tuple(_item(table, veto=True) for table in root.tables("vetoes")),
        sections=tuple(_section(table) for table in root.tables("sections")),
        grades=_grades(root),
    )
    head.finish()
    if not sheet.sections:
        root.wrong("sections", say("至少要有一个部分"))
    elif sheet.tenths != WHOLE:
        root.wrong(
            "sections",
            say("各项分值之和应为 100，现为 {sum}", sum=points(sheet.tenths)),
        )
    for key in _repeated(item.key for item in sheet.items):
        root.wrong("sections", say("项目代号 {key} 用了不止一次", key=key))
    return sheet


def _section(table: Table) -> SheetSection:
    section = SheetSection(
        table.text("key"),
        table.text("title"),
        tuple(_item(each, veto=False) for each in table.tables("items")),
    )
    if not section.items:
        table.wrong("items", say("这一部分没有项目"))
    table.finish()
    return section


def _item(table: Table, *, veto: bool) -> SheetItem:
    tenths = 0 if veto else table.tenths("points")
    if not veto and tenths == 0:
        table.wrong("points", say("分值应大于 0；一票否决项请写在 [[vetoes]]"))
    item = SheetItem(
        table.text("key"),
        table.text("title"),
        tenths,
        _basis(table),
        tuple(_deduction(each, tenths) for each in table.tables("deductions")),
        table.texts("hints") if "hints" in table else (),
    )
    for key in _repeated(rule.key for rule in item.deductions):
        table.wrong("deductions", say("扣分代号 {key} 用了不止一次", key=key))
    table.finish()
    return item


def _basis(table: Table) -> ItemBasis:
    law = table.text("law", default="", may_be_empty=True)
    article = table.text("article", default="", may_be_empty=True)
    if bool(law) != bool(article):
        table.wrong("article", say("law 和 article 应同时填写"))
    named = table.table("articles")
    articles = {}
    for key in named.names():
        if key not in REGULATIONS:
            words = "、".join(REGULATIONS)
            named.wrong(key, say("应为以下之一：{words}", words=words))
        articles[key] = named.text(key)
    return ItemBasis(law, article, articles or None)


def _deduction(table: Table, most: int) -> DeductionRule:
    rule = DeductionRule(
        table.text("key"),
        table.text("text"),
        table.tenths("points"),
        table.texts("hints") if "hints" in table else (),
    )
    if most and rule.tenths > most:
        table.wrong("points", say("扣分不能超过本项分值 {most}", most=points(most)))
    table.finish()
    return rule


def _grades(root: Table) -> tuple[Grade, ...]:
    grades = []
    for table in root.tables("grades"):
        grades.append(Grade(table.text("name"), table.tenths("from")))
        table.finish()
    starts = [grade.from_tenths for grade in grades]
    if len(grades) < 2 or starts != sorted(set(starts), reverse=True) or starts[-1] != 0:
        root.wrong("grades", say("等次应至少两个，分数线从高到低，最后一个从 0 分起"))
        return (*grades, Grade("—", 0)) if not grades else tuple(grades)
    return tuple(grades)


def _repeated(keys: Iterable[str]) -> list[str]:
    return [key for key, count in Counter(keys).items() if count > 1]
