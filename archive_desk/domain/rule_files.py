"""From the tables of a rule file to values: regulations, national clocks, holiday notices."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from archive_desk.domain.basis import Basis
from archive_desk.domain.cases import DOCUMENT_TYPES, CaseKind
from archive_desk.domain.clock import Period, Unit
from archive_desk.domain.disc_rounds import DiscCheckRule
from archive_desk.domain.duties import PENALTY_LAW_OFFICERS, Duties, Duty
from archive_desk.domain.holidays import Holiday, HolidayYear
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.marks import CATEGORIES
from archive_desk.domain.notes import Ground, NoteKind, NoteRule
from archive_desk.domain.people import Role
from archive_desk.domain.regulations import (
    Chain,
    ChainStep,
    Circulation,
    Clock,
    Deadline,
    Event,
    Regulation,
    Standing,
)
from archive_desk.domain.retention import (
    AsCaseFile,
    FixedTerm,
    Floor,
    LongTerm,
    RetentionClass,
    RetentionRule,
    Term,
    Trigger,
    Undecided,
)
from archive_desk.domain.rule_tables import Table, parse
from archive_desk.domain.scenes import Scene
from archive_desk.domain.sentences import say


def parse_regulation(
    data: Mapping[str, object], laws: Mapping[Clock, Deadline] | None = None
) -> Regulation:
    """A regulation from its file; `laws` are the national clocks that hold beside it.

    Raises:
        MistakenRules: with all mistakes.
    """
    return parse(data, lambda table: _regulation(table, laws or {}))


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


def _regulation(root: Table, laws: Mapping[Clock, Deadline]) -> Regulation:
    template = root.table("template")
    key, title = template.text("key"), template.text("title")
    version = template.whole("version", least=1)

    def basis(article: str) -> Basis:
        return Basis(title, article, key, version)

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
        duties=_duties(root.table("duties"), basis),
        notes=_notes(root, basis),
        disc_checks=_disc_checks(root, basis),
        scenes=_scenes(root, basis),
    )
    template.finish()
    return regulation


def _deadlines(table: Table, basis: Callable[[str], Basis]) -> dict[Clock, Deadline]:
    found: dict[Clock, Deadline] = {}
    for name in table.names():
        clock = _clock(table, name)
        each = table.table(name)
        standing = each.choice("standing", Standing)
        deadline = Deadline(
            clock,
            standing,
            basis(each.text("article")),
            each.text("text"),
            period=_period(each) if standing is Standing.SET else None,
            starts=each.choice("starts", Event) if standing is Standing.SET else None,
            alternative=each.choice("alternative", Event) if "alternative" in each else None,
        )
        each.finish()
        found[clock] = deadline
    return found


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
        )
        each.finish()
    return found


def _clock(table: Table, name: str) -> Clock:
    if name in {clock.value for clock in Clock}:
        return Clock(name)
    words = "、".join(clock.value for clock in Clock)
    table.wrong(name, say("不认识的时限；应为以下之一：{words}", words=words))
    return Clock.HAND_IN


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
        steps.append(ChainStep(each.choice("role", Role), each.text("title")))
        each.finish()
    if not 1 <= len(steps) <= 4:
        table.wrong("steps", say("应有一至四步审批"))
    acts_table = table.table("acts")
    acts = {act: basis(acts_table.text(act.value)) for act in LoanAct if act.value in acts_table}
    acts_table.finish()
    chain = Chain(
        table.choice("standing", Standing),
        tuple(steps),
        basis(table.text("article")),
        table.text("text"),
        table.text("proposer", default="申请人"),
        acts or None,
    )
    table.finish()
    return chain


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
            rule = RetentionRule(kind, _term(each), basis(each.text("article")), each.text("text"))
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
        triggers.append(Trigger(each.text("code"), each.text("title"), basis(each.text("article"))))
        each.finish()
    return tuple(triggers)


def _duties(table: Table, basis: Callable[[str], Basis]) -> Duties:
    footage = []
    for each in table.tables("footage"):
        article, documents = each.text("article"), each.texts("documents")
        if unknown := [document for document in documents if document not in DOCUMENT_TYPES]:
            each.wrong("documents", say("不认识的文书：{names}", names="、".join(unknown)))
        footage += [Duty(document, basis(article)) for document in documents]
        each.finish()
    named = {
        name: basis(table.text(name)) if name in table else None
        for name in ("officers", "document_times", "explanation", "evaluation")
    }
    table.finish()
    return Duties(
        tuple(footage),
        named["officers"] or PENALTY_LAW_OFFICERS,
        named["document_times"],
        named["explanation"],
        named["evaluation"],
    )


def _scenes(root: Table, basis: Callable[[str], Basis]) -> tuple[Scene, ...]:
    scenes: list[Scene] = []
    for each in root.tables("scenes"):
        category, after = each.text("category"), each.text("after", default="", may_be_empty=True)
        documents = each.texts("documents") if "documents" in each else ()
        if category not in CATEGORIES:
            each.wrong("category", say("应为以下之一：{words}", words="、".join(CATEGORIES)))
        if unknown := [document for document in documents if document not in DOCUMENT_TYPES]:
            each.wrong("documents", say("不认识的文书：{names}", names="、".join(unknown)))
        if after and after not in {scene.code for scene in scenes}:
            each.wrong("after", say("应为前面某个环节的 code"))
        names = each.texts("kinds") if "kinds" in each else ()
        known = {kind.value for kind in CaseKind}
        if unknown := [name for name in names if name not in known]:
            each.wrong("kinds", say("应为以下之一：{words}", words="、".join(sorted(known))))
        scenes.append(
            Scene(
                each.text("code"),
                each.text("title"),
                category,
                basis(each.text("article")),
                each.text("text"),
                tuple(CaseKind(name) for name in names if name in known),
                documents,
                after,
            )
        )
        each.finish()
    return tuple(scenes)


def _notes(root: Table, basis: Callable[[str], Basis]) -> dict[NoteKind, NoteRule]:
    found: dict[NoteKind, NoteRule] = {}
    for each in root.tables("notes"):
        kind = each.choice("kind", NoteKind)
        if kind in found:
            each.wrong("kind", say("这一种说明写了两次"))
        found[kind] = NoteRule(
            kind,
            basis(each.text("article")),
            each.text("text"),
            _grounds(each, "grounds"),
            _grounds(each, "refused"),
            basis(each.text("refused_article")) if "refused_article" in each else None,
            each.choice("approver", Role) if "approver" in each else None,
            each.yes("voice"),
        )
        each.finish()
    return found


def _grounds(table: Table, name: str) -> tuple[Ground, ...]:
    words = table.texts(name) if name in table else ()
    known = {ground.value for ground in Ground}
    if unknown := [word for word in words if word not in known]:
        table.wrong(name, say("不认识的理由：{names}", names="、".join(unknown)))
    return tuple(Ground(word) for word in words if word in known)


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
