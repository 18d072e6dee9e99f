"""`disc …` by the calendar: when discs are checked, which are drawn, and what was found."""

from pathlib import Path

from archive_desk.cli.disc_burning import reading_answer
from archive_desk.cli.disc_fields import with_disc
from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands, Line
from archive_desk.domain.disc_rounds import DiscCheckRule, RoundItem
from archive_desk.domain.sentences import Sentence, say
from archive_desk.services.burning import Burning
from archive_desk.services.disc_rounds import DiscRounds, Round


def register(group: Commands) -> None:
    """Add the commands of this module to the group `disc`."""
    calendar = group.add(
        "calendar", _calendar, "when each disc is due for a check, and by what rule"
    )
    calendar.add_argument("--months", type=int, metavar="N", help="set the office's interval")
    calendar.add_argument("--percent", type=int, metavar="N", help="and its share")
    calendar.add_argument("--decided-by", default="", metavar="WORDS", help="who decided it")
    sample = group.add("sample", _sample, "draw the discs of a round of checks, or show a round")
    sample.add_argument("--round", metavar="NO", help="show this one instead of drawing")
    sample.add_argument("--all", action="store_true", help="from all discs, not only those due")
    sample.add_argument("--rest", action="store_true", help="with --round: draw the rest as well")
    sample.add_argument("--seed", default="", metavar="S", help="to repeat a draw")
    group.add("rounds", _rounds, "the rounds of checks")
    check = with_disc(group.add("check", _check, "read a drawn disc in a drive"))
    check.add_argument("--round", required=True, metavar="NO")
    check.add_argument("--drive", required=True, metavar="DRIVE")
    check.add_argument("--appearance", default="", metavar="A", help="what it looks like")
    group.add("warnings", _warnings, "the discs beyond a warning line")


def _rule_fields(rule: DiscCheckRule) -> dict[str, object]:
    return {
        "months": rule.months,
        "percent": rule.percent,
        "basis": None if rule.basis is None else str(rule.basis),
        "words": rule.words,
    }


def _calendar(call: Call) -> Answer:
    given, rounds = call.arguments, DiscRounds(call.desk)
    rule = rounds.rule(call.actor)
    if given.months is not None or given.percent is not None:
        months = rule.months if given.months is None else given.months
        percent = rule.percent if given.percent is None else given.percent
        rule = rounds.decide(call.actor, months, percent, given.decided_by)
    zone, now = call.desk.office.zone, call.desk.clock()
    lines = rounds.calendar(call.actor)
    fields = {
        "rule": _rule_fields(rule),
        "discs": [
            {
                "disc": line.disc_no,
                "covered_at": line.covered_at.astimezone(zone),
                "due": line.due,
                "overdue": line.due <= now,
            }
            for line in lines
        ],
    }
    told: list[Line] = [(line.disc_no, f"{line.due:%Y-%m-%d}") for line in lines]
    return Answer(fields, (rule.words, *told))


def _sample(call: Call) -> Answer:
    given, rounds = call.arguments, DiscRounds(call.desk)
    if not given.round:
        return _round(call, rounds.draw(call.actor, seed=given.seed, every=given.all))
    if given.rest:
        return _round(call, rounds.draw_rest(call.actor, given.round))
    return _round(call, rounds.show(call.actor, given.round))


def _round(call: Call, found: Round) -> Answer:
    lines: list[Line] = [
        (
            item.disc_no,
            say("未检")
            if item.check is None
            else say("合格")
            if item.check.sound
            else say("不合格"),
        )
        for item in found.drawn
    ]
    code = FINDINGS if found.failed else DONE
    return Answer(_round_fields(call, found), (found.result, *lines), code)


def _said(item: RoundItem) -> Sentence:
    if item.check is None:
        return say("未检")
    return say("合格") if item.check.sound else say("不合格")


def _round_fields(call: Call, found: Round) -> dict[str, object]:
    zone = call.desk.office.zone
    return {
        "round": found.no,
        "drawn_at": found.drawn_at.astimezone(zone),
        "drawn_by": found.drawn_by,
        "seed": found.seed,
        "percent": found.percent,
        "basis": found.basis,
        "finished_at": found.finished_at and found.finished_at.astimezone(zone),
        "result": found.result,
        "population": [item.disc_no for item in found.items],
        "discs": [
            {
                "disc": item.disc_no,
                "checked": item.check is not None,
                "sound": None if item.check is None else item.check.sound,
            }
            for item in found.drawn
        ],
    }


def _rounds(call: Call) -> Answer:
    found = DiscRounds(call.desk).rounds(call.actor)
    return Answer(
        {"rounds": [_round_fields(call, each) for each in found]},
        tuple((each.no, each.result) for each in found),
    )


def _check(call: Call) -> Answer:
    given = call.arguments
    drive = Burning(call.desk).drive(given.drive)
    reading = DiscRounds(call.desk).check(
        call.actor,
        given.round,
        given.disc,
        Path(drive.device),
        call.monitor,
        drive=drive.name,
        appearance=given.appearance,
    )
    return reading_answer(call, reading)


def _warnings(call: Call) -> Answer:
    found = DiscRounds(call.desk).warnings(call.actor)
    fields = [
        {"disc": disc.no, "level": int(health.level), "advice": say(health.level.advice)}
        for disc, health in found
    ]
    lines = tuple(
        (disc.no, say(health.level.label), say(health.level.advice)) for disc, health in found
    )
    return Answer({"discs": fields}, lines, FINDINGS if found else DONE)
