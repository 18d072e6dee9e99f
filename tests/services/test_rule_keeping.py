"""An office's own versions of its regulations: copied, checked, previewed, adopted, chosen."""

import tomllib

import pytest

from archive_desk.db import journal
from archive_desk.domain.clock import Period, Unit
from archive_desk.domain.errors import Conflict, InvalidInput, NotFound, Refused
from archive_desk.domain.regulations import Clock
from archive_desk.domain.retention import Floor, RetentionClass
from archive_desk.domain.rule_tables import MistakenRules
from archive_desk.domain.rule_values import Standing
from archive_desk.services import rulebook
from archive_desk.services.rule_keeping import RuleKeeping
from tests.helpers.archives import staffed_office

WHY = "局长办公会纪要〔2026〕3号"
HAND_IN = {
    "standing": "decided",
    "article": "第十五条",
    "text": "执法结束后及时导出保存，未写明时数。",
    "hours": 48,
    "starts": "recording_ended",
    "decision": WHY,
}


@pytest.fixture
def archive(tmp_path):
    office = staffed_office(tmp_path, "fushun")
    yield office
    office.desk.close()


def test_the_first_version_is_the_one_of_the_program(archive) -> None:
    desk, clerk = archive.desk, archive["archivist"]
    (only,) = RuleKeeping(desk).versions(clerk, "fushun")
    assert (only.version, only.by, only.made_at) == (1, "", None)
    assert rulebook.of(desk).version == 1


def test_a_decided_value_is_in_force_at_once_and_stays_the_offices_own(archive) -> None:
    desk, clerk = archive.desk, archive["archivist"]
    assert rulebook.of(desk).deadline(Clock.HAND_IN).standing is Standing.UNDECIDED
    made = RuleKeeping(desk).decide(clerk, "fushun", "deadlines.hand_in", HAND_IN, WHY)
    assert made.version == 2
    deadline = rulebook.of(desk).deadline(Clock.HAND_IN)
    assert deadline.standing is Standing.DECIDED
    assert deadline.standing.label == "单位规定"
    assert deadline.period == Period(48, Unit.HOURS)
    assert deadline.basis.version == 2


def test_every_version_is_kept_with_who_when_and_why(archive) -> None:
    desk, clerk, clock = archive.desk, archive["archivist"], archive.clock
    keeping, start = RuleKeeping(desk), clock()
    keeping.decide(clerk, "fushun", "deadlines.hand_in", HAND_IN, WHY)
    clock.forward(days=1)
    keeping.decide(clerk, "fushun", "deadlines.hand_in", {**HAND_IN, "hours": 24}, "改为24小时")
    third, second, first = keeping.versions(clerk, "fushun")
    assert (third.version, third.why, third.by) == (3, "改为24小时", clerk.name)
    assert (second.version, second.made_at) == (2, start)
    assert first.version == 1
    hours = [tomllib.loads(v.text)["deadlines"]["hand_in"].get("hours") for v in (third, second)]
    assert hours == [24, 48]
    assert tomllib.loads(third.text)["template"]["version"] == 3


def test_what_began_under_a_version_is_judged_by_it(archive) -> None:
    desk, clerk, clock = archive.desk, archive["archivist"], archive.clock
    before = clock()
    clock.forward(days=1)
    RuleKeeping(desk).decide(clerk, "fushun", "deadlines.hand_in", HAND_IN, WHY)
    with desk.reading() as session:
        history = rulebook.RuleHistory(session, desk.office)
    assert history.at(before).version == 1
    assert history.at(clock()).version == 2
    assert history.at(None).version == 2


def test_a_preview_says_what_changes_and_what_would_be_kept_less_long(archive) -> None:
    desk, clerk = archive.desk, archive["archivist"]
    keeping = RuleKeeping(desk)
    shorter = keeping.edited(
        clerk,
        "fushun",
        "retention.ordinary",
        {"kind": "floor", "years": 1, "article": "第十五条", "text": "现场执法音像保存不少于1年。"},
    )
    found = keeping.preview(clerk, shorter)
    assert [change.title for change in found.changes] == ["一般音像"]
    (change,) = found.changes
    assert change.before is not None
    assert change.after is not None
    assert (change.before.words, change.after.words) == ("保存不少于 3 年", "保存不少于 1 年")
    assert found.shortens
    assert keeping.preview(clerk, keeping.text(clerk, "fushun")).changes == ()
    longer = shorter.replace("years = 1", "years = 9")
    assert not keeping.preview(clerk, longer).shortens


def test_a_situation_that_is_dropped_counts_as_shortening(archive) -> None:
    desk, clerk = archive.desk, archive["archivist"]
    keeping = RuleKeeping(desk)
    text = keeping.edited(clerk, "xigang", "triggers[1]", None)
    assert len(keeping.preview(clerk, text).regulation.triggers) == 3
    assert keeping.preview(clerk, text).shortens


def test_a_mistake_is_said_with_line_key_and_what_is_expected(archive) -> None:
    desk, clerk = archive.desk, archive["archivist"]
    text = rulebook.shipped_text("jinpu").replace("hours = 24", "hours = 0", 1)
    text = text.replace('role = "unit_head"', 'role = "king"', 1)
    lines = text.splitlines()
    problems = RuleKeeping.problems(text)
    assert [(each.line, each.key) for each in problems] == [
        (1 + lines.index("hours = 0"), "deadlines.hand_in.hours"),
        (1 + lines.index('role = "king"'), "lending.steps[1].role"),
    ]
    assert "整数" in problems[0].expected
    with pytest.raises(MistakenRules):
        RuleKeeping(desk).adopt(clerk, text, WHY)


def test_text_that_is_no_toml_is_named_by_its_line(archive) -> None:
    text = rulebook.shipped_text("jinpu").replace("hours = 24", "hours = = 24", 1)
    (problem,) = RuleKeeping.problems(text)
    assert problem.line == 1 + text.splitlines().index("hours = = 24")
    assert RuleKeeping.problems(rulebook.shipped_text("jinpu")) == []


@pytest.mark.parametrize("why", ["", "  ", "长" * 501])
def test_a_change_wants_its_reason(archive, why: str) -> None:
    desk, clerk = archive.desk, archive["archivist"]
    with pytest.raises(InvalidInput, match="原因和依据"):
        RuleKeeping(desk).decide(clerk, "fushun", "deadlines.hand_in", HAND_IN, why)


def test_an_officer_may_not_change_the_rules(archive) -> None:
    desk = archive.desk
    officer = archive["officer"]
    with pytest.raises(Refused):
        RuleKeeping(desk).decide(officer, "fushun", "deadlines.hand_in", HAND_IN, WHY)
    with pytest.raises(Refused):
        RuleKeeping(desk).apply(officer, ["jinpu"], WHY)


def test_two_who_edit_at_once_do_not_overwrite_each_other(archive) -> None:
    desk, clerk = archive.desk, archive["archivist"]
    keeping = RuleKeeping(desk)
    mine = keeping.edited(clerk, "fushun", "deadlines.hand_in", HAND_IN)
    keeping.decide(clerk, "fushun", "deadlines.hand_in", {**HAND_IN, "hours": 24}, WHY)
    with pytest.raises(Conflict, match="第 2 版"):
        keeping.adopt(clerk, mine, WHY, based_on=1)


def test_a_version_that_changes_nothing_is_not_kept(archive) -> None:
    desk, clerk = archive.desk, archive["archivist"]
    keeping = RuleKeeping(desk)
    with pytest.raises(InvalidInput, match="相同"):
        keeping.adopt(clerk, keeping.text(clerk, "fushun"), WHY)


def test_the_journal_has_who_why_and_what_changed(archive) -> None:
    desk, clerk = archive.desk, archive["archivist"]
    RuleKeeping(desk).decide(clerk, "fushun", "deadlines.hand_in", HAND_IN, WHY)
    with desk.reading() as session:
        *_, last = journal.entries(session)
    assert (last.verb, last.item, last.actor) == (
        "rules.adopted",
        "regulation:fushun",
        clerk.account,
    )
    assert last.detail["reason"] == WHY
    assert last.detail["changes"][0][0] == "移交存储"


def test_a_copy_under_its_own_name_can_be_edited_and_applied(archive) -> None:
    desk, clerk = archive.desk, archive["archivist"]
    keeping = RuleKeeping(desk)
    made = keeping.copy(clerk, "shuncheng", "ours", "本局行政执法全过程记录办法", WHY)
    assert (made.key, made.version) == ("ours", 1)
    keeping.apply(clerk, ["ours"], WHY)
    assert rulebook.of(desk).title == "本局行政执法全过程记录办法"
    assert "ours" in [each.key for each in keeping.known(clerk)]
    with pytest.raises(InvalidInput, match="已有"):
        keeping.copy(clerk, "shuncheng", "xigang", "又一部", WHY)
    with pytest.raises(InvalidInput, match="key"):
        keeping.copy(clerk, "shuncheng", "../x", "又一部", WHY)


def test_several_regulations_apply_at_once_and_the_strictest_of_each_holds(archive) -> None:
    desk, clerk = archive.desk, archive["archivist"]
    keeping = RuleKeeping(desk)
    keeping.apply(clerk, ["fushun", "jinpu"], WHY)
    one = rulebook.of(desk)
    assert one.key == "fushun"
    assert one.deadline(Clock.HAND_IN).period == Period(24, Unit.HOURS)
    assert one.deadline(Clock.HAND_IN).basis.template == "jinpu"
    assert len(one.chain.steps) == 2
    assert one.retention[RetentionClass.ORDINARY].term == Floor(Period(3, Unit.YEARS))
    assert keeping.reasons(clerk)
    (choice,) = keeping.choices(clerk)
    assert (choice.keys, choice.why) == (("fushun", "jinpu"), WHY)


@pytest.mark.parametrize("keys", [[], ["fushun", "fushun"], ["fushun"], ["nowhere"]])
def test_a_choice_that_makes_no_sense_is_refused(archive, keys: list[str]) -> None:
    desk, clerk = archive.desk, archive["archivist"]
    with pytest.raises(InvalidInput):
        RuleKeeping(desk).apply(clerk, keys, WHY)


def test_an_open_question_is_answered_with_the_offices_basis(archive) -> None:
    desk, clerk = archive.desk, archive["archivist"]
    RuleKeeping(desk).decide(
        clerk, "fushun", "open.document_tolerance", {"value": 3, "decision": WHY}, WHY
    )
    answered = rulebook.of(desk).opening("document_tolerance")
    assert (answered.number, answered.standing) == (3, Standing.DECIDED)


def test_a_place_that_is_not_there_is_not_found(archive) -> None:
    desk, clerk = archive.desk, archive["archivist"]
    with pytest.raises(NotFound, match="triggers"):
        RuleKeeping(desk).edited(clerk, "xigang", "triggers[9]", None)
    with pytest.raises(NotFound):
        RuleKeeping(desk).versions(clerk, "nowhere")
