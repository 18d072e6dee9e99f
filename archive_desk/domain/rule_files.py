"""From the tables of a rule file to values: regulations, national clocks, holiday notices."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from archive_desk.domain import rule_duty_files as duties
from archive_desk.domain import rule_value_files as values
from archive_desk.domain.basis import Basis
from archive_desk.domain.cases import STAGES, CaseKind
from archive_desk.domain.clock import DayOfYear, Period, Unit
from archive_desk.domain.disc_rounds import DiscCheckRule
from archive_desk.domain.holidays import Holiday, HolidayYear
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.people import RIGHTS, Right, Role
from archive_desk.domain.regulations import (
    Chain,
    ChainStep,
    Circulation,
    Clock,
    Deadline,
    Event,
    Regulation,
)
from archive_desk.domain.retention import (
    AsCaseFile,
    FixedTerm,
    Floor,
    LongTerm,
    Procedure,
    RetentionClass,
    RetentionRule,
    Term,
    Trigger,
    Undecided,
)
from archive_desk.domain.rule_tables import Table, parse
from archive_desk.domain.rule_values import Opening, Standing
from archive_desk.domain.sentences import say

_MOST_STEPS = 4
_SIGNING = [role for role in Role if Right.SIGN in RIGHTS[role]]


def parse_regulation(
    data: Mapping[str, object],
    laws: Mapping[Clock, Deadline] | None = None,
    openings: Mapping[str, Opening] | None = None,
) -> Regulation:
    """A regulation from its file.

    `laws` are the national clocks that hold beside it, `openings` the questions it leaves open.

    Raises:
        MistakenRules: with all mistakes.
    """
    return parse(data, lambda table: _regulation(table, laws or {}, openings or {}))


def parse_openings(data: Mapping[str, object]) -> Mapping[str, Opening]:
    """The questions that no regulation answers, from their file.

    Raises:
        MistakenRules: with all mistakes.
    """
    return parse(data, values.openings)


def parse_laws(data: Mapping[str, object]) -> Mapping[Clock, Deadline]:
    """The national clocks from their file.

    Raises:
        MistakenRules: with all mistakes.
    """
    return parse(data, _laws)


def parse_holidays(data: Mapping[str, object]) -> HolidayYear:
    """One year's holiday notice from its file.

    Raises:
        MistakenRules: with all mistakes.
    """
    return parse(data, _holiday_year)


def _regulation(
    root: Table, laws: Mapping[Clock, Deadline], openings: Mapping[str, Opening]
) -> Regulation:
    template = root.table("template")
    key, title = template.text("key"), template.text("title")
    version = template.whole("version", least=1)

    def basis(article: str) -> Basis:
        return Basis(title, article, key, version)

    kinds = duties.mark_kinds(root, basis)
    regulation = Regulation(
        key=key,
        version=version,
        title=title,
        issuer=template.text("issuer"),
        document_no=template.text("document_no", may_be_empty=True, default=""),
        effective_on=template.day("effective_on") if "effective_on" in template else None,
        deadlines={**laws, **_deadlines(root.table("deadlines"), basis)},
        chain=_chain(root.table("lending"), basis),
        circulation=_circulation(root.table("circulation"), basis),
        retention=_retention(root.table("retention"), basis),
        triggers=_triggers(root, basis),
        duties=duties.duties(root.table("duties"), basis),
        notes=duties.notes(root, basis),
        disc_checks=_disc_checks(root, basis),
        scenes=duties.scenes(root, basis, [each.title for each in kinds]),
        discs=values.disc_duty(root, basis),
        sensitivity=values.sensitivity(root, basis),
        custody=values.custody(root, basis),
        reviewers=values.reviewers(root, basis),
        continuity=values.continuity(root, basis),
        matters=values.matters(root, basis),
        lists=values.word_lists(root, basis),
        openings=values.decided(root, openings),
        mark_kinds=kinds,
    )
    template.finish()
    return regulation


def _deadlines(table: Table, basis: Callable[[str], Basis]) -> dict[Clock, Deadline]:
    found: dict[Clock, Deadline] = {}
    for name in table.names():
        clock = _clock(table, name)
        each = table.table(name)
        found[clock] = _deadline(clock, each, basis)
        each.finish()
    return found


def _deadline(clock: Clock, table: Table, basis: Callable[[str], Basis]) -> Deadline:
    standing = table.choice("standing", Standing)
    binds, yearly = standing.binding, None
    if binds and "yearly" in table:
        yearly = _day_of_year(table)
    return Deadline(
        clock,
        standing,
        basis(table.text("article")),
        table.text("text"),
        period=_period(table) if binds and yearly is None else None,
        starts=table.choice("starts", Event) if binds else None,
        alternative=table.choice("alternative", Event) if "alternative" in table else None,
        yearly=yearly,
        decision=table.text("decision") if standing is Standing.DECIDED else "",
    )


def _day_of_year(table: Table) -> DayOfYear | None:
    text = table.text("yearly")
    try:
        month, day = (int(part) for part in text.split("-"))
        return DayOfYear(month, day)
    except ValueError:
        table.wrong("yearly", say('应为月和日，如 "01-05"'))
        return None


def _laws(root: Table) -> dict[Clock, Deadline]:
    table = root.table("deadlines")
    found: dict[Clock, Deadline] = {}
    for name in table.names():
        clock = _clock(table, name)
        each = table.table(name)
        found[clock] = Deadline(
            clock,
            Standing.SET,
            Basis(each.text("law"), each.text("article")),
            each.text("text"),
            _period(each),
            each.choice("starts", Event),
            extension=_extension(each),
        )
        each.finish()
    return found


def _clock(table: Table, name: str) -> Clock:
    if name in {clock.value for clock in Clock}:
        return Clock(name)
    words = "、".join(clock.value for clock in Clock)
    table.wrong(name, say("不认识的时限；应为以下之一：{words}", words=words))
    return Clock.HAND_IN


def _extension(table: Table) -> Period | None:
    if "extension" not in table:
        return None
    inner = table.table("extension")
    period = _period(inner)
    inner.finish()
    return period


def _period(table: Table) -> Period:
    units = [unit for unit in Unit if unit.value in table]
    if len(units) != 1:
        words = "、".join(unit.value for unit in Unit)
        table.wrong("", say("应恰有一项时长：{words}", words=words))
        return Period(1, Unit.DAYS)
    return Period(table.whole(units[0].value, least=1), units[0])


def _chain(table: Table, basis: Callable[[str], Basis]) -> Chain:
    steps = []
    for each in table.tables("steps"):
        steps.append(_chain_step(each))
        each.finish()
    if not 1 <= len(steps) <= _MOST_STEPS:
        table.wrong("steps", say("应有一至四步审批"))
    for act in LoanAct:
        if steps and not any(step.concerns((act,)) for step in steps):
            table.wrong("steps", say("“{act}”没有人审批，至少要有一步", act=say(act.label)))
    acts_table = table.table("acts")
    acts = {act: basis(acts_table.text(act.value)) for act in LoanAct if act.value in acts_table}
    acts_table.finish()
    chain = Chain(
        standing := table.choice("standing", Standing),
        tuple(steps),
        basis(table.text("article")),
        table.text("text"),
        table.text("proposer", default="申请人"),
        acts or None,
        table.text("decision") if standing is Standing.DECIDED else "",
    )
    table.finish()
    return chain


def _chain_step(table: Table) -> ChainStep:
    return ChainStep(
        table.choice("role", Role, _SIGNING),
        table.text("title"),
        values.words_of(table, "acts", LoanAct) if "acts" in table else (),
        table.yes("in_person"),
        table.text("article", default="", may_be_empty=True),
    )


def _circulation(table: Table, basis: Callable[[str], Basis]) -> Circulation:
    circulation = Circulation(
        basis(table.text("article")),
        table.text("text"),
        table.whole("renewals"),
        table.whole("due_soon_days"),
    )
    table.finish()
    return circulation


def _disc_checks(root: Table, basis: Callable[[str], Basis]) -> DiscCheckRule | None:
    """How discs are checked, where the regulation says it."""
    if "disc_checks" not in root:
        return None
    table = root.table("disc_checks")
    rule = DiscCheckRule(
        table.whole("months"),
        table.whole("percent"),
        table.text("text"),
        basis(table.text("article")),
    )
    table.finish()
    return rule


class _TermKind(StrEnum):
    FIXED = "fixed"
    FLOOR = "floor"
    CASE_FILE = "case_file"
    LONG_TERM = "long_term"
    UNDECIDED = "undecided"


def _retention(table: Table, basis: Callable[[str], Basis]) -> dict[RetentionClass, RetentionRule]:
    found: dict[RetentionClass, RetentionRule] = {}
    for kind in RetentionClass:
        if kind.value in table:
            each = table.table(kind.value)
            rule = RetentionRule(
                kind,
                _term(each),
                basis(each.text("article")),
                each.text("text"),
                each.text("decision") if "decision" in each else "",
                values.words_of(each, "kinds", CaseKind) if "kinds" in each else (),
                values.words_of(each, "procedures", Procedure) if "procedures" in each else (),
            )
            each.finish()
            found[kind] = rule
    if RetentionClass.ORDINARY not in found:
        table.wrong(RetentionClass.ORDINARY.value, say("缺少一般音像的保存期限"))
    table.finish()
    return found


def _term(table: Table) -> Term:
    match table.choice("kind", _TermKind):
        case _TermKind.FIXED:
            return FixedTerm(_period(table))
        case _TermKind.FLOOR:
            return Floor(_period(table))
        case _TermKind.CASE_FILE:
            return AsCaseFile()
        case _TermKind.LONG_TERM:
            return LongTerm()
        case _TermKind.UNDECIDED:
            return Undecided()


def _triggers(root: Table, basis: Callable[[str], Basis]) -> tuple[Trigger, ...]:
    triggers = []
    for each in root.tables("triggers"):
        stages = each.texts("stages") if "stages" in each else ()
        if unknown := [stage for stage in stages if stage not in STAGES]:
            each.wrong("stages", say("不认识的环节：{names}", names="、".join(unknown)))
        triggers.append(
            Trigger(
                each.text("code"),
                each.text("title"),
                basis(each.text("article")),
                stages,
                duties.document_types(each),
                values.words_of(each, "kinds", CaseKind) if "kinds" in each else (),
                each.yes("unless_patrol"),
            )
        )
        each.finish()
    return tuple(triggers)


def _holiday_year(root: Table) -> HolidayYear:
    holidays = []
    for each in root.tables("holidays"):
        holiday = Holiday(each.text("name"), each.day("from"), each.day("to"), each.days("working"))
        if not 0 <= (holiday.last - holiday.first).days <= 15:
            each.wrong("to", say("应不早于 from，且一次放假不超过半个月"))
        if any(day.weekday() < 5 for day in holiday.make_up):
            each.wrong("working", say("调休上班日应是周六或周日"))
        each.finish()
        holidays.append(holiday)
    if not holidays:
        root.wrong("holidays", say("放假安排是空的"))
    root.day("published")
    return HolidayYear(root.whole("year", least=1949), root.text("document_no"), tuple(holidays))
