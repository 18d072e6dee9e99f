"""`disclosure …`: applications under the law on open government, their clocks and answers."""

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands, Line
from archive_desk.domain import disclosure as d
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import DerivedId
from archive_desk.domain.sentences import say
from archive_desk.services.disclosing import Disclosing, Due


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("disclosure", "applications under the law on open government")
    _add_application(group)
    group.add("list", _list, "the register, the newest first, with its clocks").add_argument(
        "--text", default="", metavar="T"
    )
    group.add(
        "show", _show, "one application: its steps, and how its period is counted"
    ).add_argument("no", metavar="NO")
    _step(
        group, "correction", _ask_correction, "ask the applicant once to correct", text=True
    ).add_argument("--days", type=int, default=0, metavar="N", help="how long he has")
    _step(group, "corrected", _corrected, "the correction came: the period begins anew")
    _step(group, "abandon", _abandon, "no correction came: it counts as given up")
    _step(group, "withdraw", _withdraw, "the applicant takes it back", text=True)
    _step(group, "consult", _consult, "ask a third party; time is not counted").add_argument(
        "--party", required=True, metavar="NAME"
    )
    _step(group, "consulted", _consulted, "the third party answered, or its time is over")
    _add_answers(group)
    export = group.add("export", _export, "the register as xlsx, CSV or PDF")
    export.add_argument("--text", default="", metavar="T")
    export.add_argument("--out", type=Path, required=True, metavar="FILE")


def _add_application(group: Commands) -> None:
    add = group.add("add", _add, "register an application")
    hows = [each.value for each in d.HowReceived]
    kinds = [each.value for each in d.ApplicantKind]
    add.add_argument("--applicant", required=True, metavar="NAME")
    add.add_argument("--kind", choices=kinds, default="citizen", metavar="K", help=" ".join(kinds))
    add.add_argument("--identity", required=True, metavar="T", help="proof of identity")
    add.add_argument("--contact", required=True, metavar="T")
    add.add_argument("--content", required=True, metavar="T", help="what is asked for")
    add.add_argument("--form", default="", metavar="T", help="the form wanted")
    add.add_argument("--how", choices=hows, required=True, metavar="H", help=" ".join(hows))
    add.add_argument("--received", metavar="DAY", help="handed in, signed for, or come; today")
    add.add_argument("--confirmed", metavar="DAY", help="confirmed with the applicant")
    add.add_argument("--case", default="", metavar="NO")


def _add_answers(group: Commands) -> None:
    answer = group.add("answer", _propose, "propose an answer")
    answer.add_argument("no", metavar="NO")
    kinds = [each.value for each in d.AnswerKind]
    answer.add_argument("--kind", choices=kinds, required=True, metavar="K", help=" ".join(kinds))
    answer.add_argument("--text", required=True, metavar="T", help="content and reasons")
    grounds = [each.value for each in d.Ground]
    answer.add_argument("--ground", choices=grounds, metavar="G", help=" ".join(grounds))
    answer.add_argument(
        "--derived", nargs="+", type=int, default=[], metavar="ID", help="redacted copies"
    )
    answer.add_argument("--copies", default="", metavar="T", help="other copies, by their names")
    answer.add_argument("--fee", type=float, default=0.0, metavar="YUAN")
    extend = group.add("extend", _extend, "give the answer more time, once (the head)")
    extend.add_argument("no", metavar="NO")
    extend.add_argument("--days", type=int, required=True, metavar="N", help="working days")
    extend.add_argument("--text", required=True, metavar="T", help="why, and how he was told")
    for name, command, summary in (
        ("approve", _approve, "approve the answer proposed (the head)"),
        ("send-back", _send_back, "have the answer proposed anew (the head)"),
    ):
        each = group.add(name, command, summary)
        each.add_argument("no", metavar="NO")
        each.add_argument("--text", default="", metavar="T")
    _step(group, "deliver", _deliver, "the answer reached the applicant", text=True)
    paper = group.add("print", _print, "the answer, or the handling sheet, as PDF")
    paper.add_argument("no", metavar="NO")
    paper.add_argument("--form", choices=("answer", "handling"), default="answer", metavar="F")
    paper.add_argument("--out", type=Path, required=True, metavar="FILE")


def _step(
    group: Commands,
    name: str,
    command: Callable[[Call], Answer],
    summary: str,
    *,
    text: bool = False,
) -> ArgumentParser:
    parser = group.add(name, command, summary)
    parser.add_argument("no", metavar="NO")
    parser.add_argument("--on", metavar="DAY", help="today unless given")
    parser.add_argument("--text", required=text, default="", metavar="T")
    return parser


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(say("“{text}”不是日期，应如 2026-11-20。", text=text)) from error


def _add(call: Call) -> Answer:
    given = call.arguments
    today = call.desk.clock().astimezone(call.desk.office.zone).date()
    draft = d.ApplicationDraft(
        given.applicant,
        d.ApplicantKind(given.kind),
        given.identity,
        given.contact,
        given.content,
        given.form,
        d.HowReceived(given.how),
        _day(given.received) or _day(given.confirmed) or today,
        _day(given.confirmed),
        given.case,
    )
    return _answer(call, Disclosing(call.desk).register(call.actor, draft))


def _list(call: Call) -> Answer:
    found = Disclosing(call.desk).everything(call.actor, call.arguments.text)
    late = any(_overdue(call, each) for each in found)
    return Answer(
        {"disclosures": [_fields(call, each) for each in found]},
        tuple(_line(call, each) for each in found),
        FINDINGS if late else DONE,
    )


def _show(call: Call) -> Answer:
    due = Disclosing(call.desk).get(call.actor, call.arguments.no)
    lines: list[Line] = [_line(call, due)]
    lines += [
        (step.on.isoformat(), say(step.kind.label), step.text, step.by)
        for step in due.application.steps
    ]
    lines += list(due.clock.steps)
    return Answer(_fields(call, due), tuple(lines))


def _ask_correction(call: Call) -> Answer:
    given = call.arguments
    desk, on = Disclosing(call.desk), _day(given.on)
    return _answer(
        call, desk.ask_correction(call.actor, given.no, given.text, on=on, days=given.days)
    )


def _corrected(call: Call) -> Answer:
    given = call.arguments
    desk = Disclosing(call.desk)
    return _answer(call, desk.corrected(call.actor, given.no, given.text, on=_day(given.on)))


def _abandon(call: Call) -> Answer:
    given = call.arguments
    desk = Disclosing(call.desk)
    return _answer(call, desk.abandon(call.actor, given.no, given.text, on=_day(given.on)))


def _withdraw(call: Call) -> Answer:
    given = call.arguments
    desk = Disclosing(call.desk)
    return _answer(call, desk.withdraw(call.actor, given.no, given.text, on=_day(given.on)))


def _consult(call: Call) -> Answer:
    given = call.arguments
    desk, on = Disclosing(call.desk), _day(given.on)
    return _answer(call, desk.consult(call.actor, given.no, given.party, given.text, on=on))


def _consulted(call: Call) -> Answer:
    given = call.arguments
    desk = Disclosing(call.desk)
    return _answer(call, desk.consulted(call.actor, given.no, given.text, on=_day(given.on)))


def _propose(call: Call) -> Answer:
    given = call.arguments
    answer = d.Answer(
        d.AnswerKind(given.kind),
        given.text,
        d.Ground(given.ground) if given.ground else None,
        tuple(DerivedId(each) for each in dict.fromkeys(given.derived)),
        given.copies,
        round(given.fee * 100),
    )
    return _answer(call, Disclosing(call.desk).propose(call.actor, given.no, answer))


def _extend(call: Call) -> Answer:
    given = call.arguments
    desk = Disclosing(call.desk)
    return _answer(call, desk.extend(call.actor, given.no, given.days, given.text))


def _approve(call: Call) -> Answer:
    given = call.arguments
    return _answer(call, Disclosing(call.desk).answer(call.actor, given.no, given.text))


def _send_back(call: Call) -> Answer:
    given = call.arguments
    return _answer(call, Disclosing(call.desk).send_back(call.actor, given.no, given.text))


def _deliver(call: Call) -> Answer:
    given = call.arguments
    desk = Disclosing(call.desk)
    return _answer(call, desk.deliver(call.actor, given.no, given.text, on=_day(given.on)))


def _print(call: Call) -> Answer:
    given, desk = call.arguments, Disclosing(call.desk)
    write = desk.print_answer if given.form == "answer" else desk.print_application
    out = write(call.actor, given.no, given.out)
    return Answer({"disclosure": given.no, "file": out}, (str(out),))


def _export(call: Call) -> Answer:
    out = call.arguments.out
    count = Disclosing(call.desk).export(call.actor, out, call.arguments.text)
    said = say("已导出 {count} 条：{file}", count=count, file=out)
    return Answer({"file": out, "lines": count}, (said,))


def _answer(call: Call, due: Due) -> Answer:
    return Answer(_fields(call, due), (_line(call, due), *due.clock.steps))


def _overdue(call: Call, due: Due) -> bool:
    end = due.clock.due
    return due.application.state.open and end is not None and call.desk.clock() > end


def _fields(call: Call, due: Due) -> dict[str, object]:
    zone = call.desk.office.zone

    def local(at: datetime | None) -> datetime | None:
        return None if at is None else at.astimezone(zone)

    application, clock = due.application, due.clock
    draft, answer = application.draft, application.answer
    answered = application.answered_on
    return {
        "disclosure": application.no,
        "applicant": draft.applicant,
        "kind": draft.kind.value,
        "identity": draft.identity,
        "contact": draft.contact,
        "content": draft.content,
        "form_wanted": draft.form_wanted,
        "how": draft.how.value,
        "received_on": draft.received_on.isoformat(),
        "case": draft.case_no,
        "state": application.state.value,
        "due": local(clock.due),
        "standing": clock.standing,
        "provisional": clock.provisional,
        "not_counted": clock.not_counted,
        "extended": clock.extended,
        "overdue": _overdue(call, due),
        "explanation": list(clock.steps),
        "answered_on": None if answered is None else answered.isoformat(),
        "answer": None
        if answer is None
        else {
            "kind": answer.kind.value,
            "basis": str(answer.kind.basis),
            "ground": None if answer.ground is None else answer.ground.value,
            "text": answer.reasons,
            "derived": list(answer.derived),
            "copies": answer.copies,
            "fee": answer.fee_cents / 100,
        },
        "steps": [
            {
                "kind": step.kind.value,
                "on": step.on.isoformat(),
                "text": step.text,
                "days": step.days,
                "party": step.party,
                "by": step.by,
                "at": local(step.at),
            }
            for step in application.steps
        ],
    }


def _line(call: Call, due: Due) -> Line:
    application, end = due.application, due.clock.due
    shown = "—" if end is None else f"{end.astimezone(call.desk.office.zone):%Y-%m-%d}"
    return (
        application.no,
        application.draft.applicant,
        application.draft.content,
        say(application.state.label),
        shown,
    )
