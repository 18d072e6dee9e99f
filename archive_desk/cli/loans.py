"""`loan …`: requests, signatures, circulation."""

from argparse import ArgumentParser
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands, Line, finding_fields
from archive_desk.domain.clock import end_of_day
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import LoanId
from archive_desk.domain.loans import (
    Condition,
    Inspection,
    ItemKind,
    Loan,
    LoanAct,
    LoanItem,
    LoanState,
    Scope,
)
from archive_desk.domain.sentences import say
from archive_desk.services.circulating import Circulating
from archive_desk.services.ledger import Ledger
from archive_desk.services.lending import Lending, LoanFilter


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("loan", "requests to use archived records, and their circulation")
    ask = group.add("request", _request, "ask to view, copy, burn, borrow or provide")
    _asked_for(ask, needed=True)
    acts = [act.value for act in LoanAct]
    approve = group.add("approve", _approve, "sign the next step, with an opinion")
    _number(approve).add_argument("--opinion", required=True, metavar="O")
    less = approve.add_argument_group("consenting to less than was asked for")
    less.add_argument("--only-act", nargs="+", action="extend", choices=acts, metavar="A")
    less.add_argument("--without", nargs="+", action="extend", default=[], metavar="LABEL")
    less.add_argument("--until", metavar="T", help="an earlier end")
    back_to = group.add("send-back", _send_back, "return a request for completion")
    _number(back_to).add_argument("--reason", required=True, metavar="R")
    again = _number(group.add("resubmit", _resubmit, "hand a completed request in again"))
    _asked_for(again, needed=False)
    refuse = group.add("refuse", _refuse, "say no, with the reason")
    _number(refuse).add_argument("--reason", required=True, metavar="R")
    _number(group.add("withdraw", _withdraw, "take one's own request back"))
    revoke = group.add("revoke", _revoke, "take one's own approval back, with the reason")
    _number(revoke).add_argument("--reason", required=True, metavar="R")
    _number(group.add("hand-out", _hand_out, "give an approved loan out"))
    back = group.add("return", _return, "take a loan back")
    _number(back).add_argument("--condition", default="", metavar="C", help="what was found")
    back.add_argument("--drive", metavar="DRIVE", help="read the disc that came back in this drive")
    parts = back.add_argument_group("some things only, or damage and loss")
    for name, words in (
        ("--item", "came back intact"),
        ("--damaged", "came back damaged"),
        ("--missing", "did not come back"),
    ):
        parts.add_argument(
            name, nargs="+", action="extend", default=[], metavar="LABEL", help=words
        )
    parts.add_argument("--note", default="", metavar="T", help="the damage or loss in words")
    recall = group.add("recall", _recall, "ask for what is out")
    _number(recall).add_argument("--reason", required=True, metavar="R")
    for name, verb, words in (
        ("slip", _slip, "the hand-out slip as PDF"),
        ("notice", _notice, "the recall notice as PDF"),
    ):
        _number(group.add(name, verb, words)).add_argument("--out", required=True, metavar="FILE")
    renew = group.add("renew", _renew, "move the return date on")
    _number(renew).add_argument("--until", metavar="T", help="by default the same length again")
    show = group.add("list", _list, "requests, newest first")
    show.add_argument("--state", choices=[state.value for state in LoanState], metavar="S")
    show.add_argument("--mine", action="store_true", help="only one's own")
    show.add_argument("--waiting", action="store_true", help="only those that wait for one's sign")
    show.add_argument("--text", default="", metavar="T")
    show.add_argument("--limit", type=int, default=200, metavar="N")
    _number(group.add("show", _show, "one request with its signatures and grants"))
    form = group.add("print", _print, "the approval form as PDF")
    _number(form).add_argument("--out", required=True, metavar="FILE")


def _asked_for(parser: ArgumentParser, *, needed: bool) -> None:
    acts = [act.value for act in LoanAct]
    parser.add_argument(
        "--act", nargs="+", action="extend", required=needed, choices=acts, metavar="A"
    )
    parser.add_argument("--case", nargs="+", action="extend", default=[], metavar="NO")
    parser.add_argument("--footage", nargs="+", action="extend", default=[], metavar="ID")
    parser.add_argument("--disc", nargs="+", action="extend", default=[], metavar="D")
    parser.add_argument("--purpose", required=needed, metavar="P")
    parser.add_argument("--from", dest="start", required=needed, metavar="T")
    parser.add_argument("--until", required=needed, metavar="T")


def _number(parser: ArgumentParser) -> ArgumentParser:
    parser.add_argument("loan", metavar="N", help="the loan's number, or its id")
    return parser


def _request(call: Call) -> Answer:
    given = call.arguments
    lending, actor = Lending(call.desk), call.actor
    items = _items(call)
    acts = [LoanAct(act) for act in given.act]
    start, until = (
        moment_or_day(given.start, call, last=False),
        moment_or_day(given.until, call, last=True),
    )
    return _answer(call, lending.request(actor, acts, items, given.purpose, start, until))


def _items(call: Call) -> list[LoanItem]:
    given, lending = call.arguments, Lending(call.desk)
    wanted = (
        (ItemKind.CASE, given.case),
        (ItemKind.FOOTAGE, given.footage),
        (ItemKind.DISC, given.disc),
    )
    return [
        lending.item(call.actor, kind, reference) for kind, names in wanted for reference in names
    ]


def _resubmit(call: Call) -> Answer:
    """What is not named anew stays as it was."""
    given, lending, loan_id = call.arguments, Lending(call.desk), _id(call)
    before = lending.get(call.actor, loan_id)
    start = before.wanted_from
    if given.start is not None:
        start = moment_or_day(given.start, call, last=False)
    until = before.wanted_until
    if given.until is not None:
        until = moment_or_day(given.until, call, last=True)
    acts = before.acts if given.act is None else [LoanAct(act) for act in given.act]
    items = _items(call) or before.items
    purpose = before.purpose if given.purpose is None else given.purpose
    loan = lending.resubmit(call.actor, loan_id, acts, items, purpose, start, until)
    return _answer(call, loan)


def _approve(call: Call) -> Answer:
    lending, actor, given = Lending(call.desk), call.actor, call.arguments
    loan_id = _id(call)
    scope = None
    if given.only_act or given.without or given.until:
        scope = _scope(call, lending.get(actor, loan_id))
    return _answer(call, lending.approve(actor, loan_id, given.opinion, scope))


def _scope(call: Call, loan: Loan) -> Scope:
    given = call.arguments
    strange = set(given.without) - {item.label for item in loan.items}
    if strange:
        raise InvalidInput(say("申请里没有“{name}”。", name="、".join(sorted(strange))))
    return Scope(
        tuple(act for act in loan.acts if not given.only_act or act.value in given.only_act),
        tuple(item for item in loan.items if item.label not in given.without),
        loan.wanted_until if given.until is None else moment_or_day(given.until, call, last=True),
    )


def _send_back(call: Call) -> Answer:
    lending, actor = Lending(call.desk), call.actor
    return _answer(call, lending.send_back(actor, _id(call), call.arguments.reason))


def _refuse(call: Call) -> Answer:
    lending, actor = Lending(call.desk), call.actor
    return _answer(call, lending.refuse(actor, _id(call), call.arguments.reason))


def _withdraw(call: Call) -> Answer:
    lending, actor = Lending(call.desk), call.actor
    return _answer(call, lending.withdraw(actor, _id(call)))


def _revoke(call: Call) -> Answer:
    lending, actor = Lending(call.desk), call.actor
    return _answer(call, lending.revoke(actor, _id(call), call.arguments.reason))


def _hand_out(call: Call) -> Answer:
    circulating, actor = Circulating(call.desk), call.actor
    return _answer(call, circulating.hand_out(actor, _id(call)))


def _return(call: Call) -> Answer:
    given, actor = call.arguments, call.actor
    circulating, loan_id = Circulating(call.desk), _id(call)
    if given.item or given.damaged or given.missing:
        inspections = _inspections(call, Lending(call.desk).get(actor, loan_id))
        return _answer(call, circulating.take_back_items(actor, loan_id, inspections))
    if given.drive is None:
        return _answer(call, circulating.take_back(actor, loan_id, given.condition))
    device = Path(given.drive.removeprefix("stdio:"))
    reading = circulating.inspect_disc(actor, loan_id, device, call.monitor)
    found = say("读检发现 {count} 处问题", count=len(reading.findings))
    checked = found if reading.findings else say("读检完好")
    condition = "；".join(words for words in (given.condition, str(checked)) if words)
    answer = _answer(call, circulating.take_back(actor, loan_id, condition))
    return replace(
        answer,
        fields={**answer.fields, "findings": finding_fields(reading.findings)},
        code=FINDINGS if reading.findings else DONE,
    )


def _inspections(call: Call, loan: Loan) -> list[Inspection]:
    given = call.arguments
    named = (
        (Condition.INTACT, given.item),
        (Condition.DAMAGED, given.damaged),
        (Condition.MISSING, given.missing),
    )
    by_label = {item.label: item for item in loan.items}
    found = []
    for condition, labels in named:
        for label in labels:
            if label not in by_label:
                raise InvalidInput(say("申请里没有“{name}”。", name=label))
            note = given.condition if condition is Condition.INTACT else given.note
            found.append(Inspection(by_label[label], condition, note))
    return found


def _recall(call: Call) -> Answer:
    circulating = Circulating(call.desk)
    return _answer(call, circulating.recall(call.actor, _id(call), call.arguments.reason))


def _slip(call: Call) -> Answer:
    out = Ledger(call.desk).print_slip(call.actor, _id(call), Path(call.arguments.out))
    return Answer({"loan": call.arguments.loan, "file": out}, (str(out),))


def _notice(call: Call) -> Answer:
    out = Ledger(call.desk).print_recall(call.actor, _id(call), Path(call.arguments.out))
    return Answer({"loan": call.arguments.loan, "file": out}, (str(out),))


def _renew(call: Call) -> Answer:
    circulating, actor = Circulating(call.desk), call.actor
    given = call.arguments.until
    until = None if given is None else moment_or_day(given, call, last=True)
    return _answer(call, circulating.renew(actor, _id(call), until))


def _list(call: Call) -> Answer:
    given = call.arguments
    lending, actor = Lending(call.desk), call.actor
    if given.waiting:
        loans = list(lending.waiting_for(actor))
        total = len(loans)
    else:
        states = (LoanState(given.state),) if given.state else ()
        mine = actor.id if given.mine else None
        where = LoanFilter(states=states, applicant_id=mine, text=given.text)
        page = lending.page(actor, where, 0, given.limit)
        loans, total = list(page.loans), page.total
    return Answer(
        {"loans": [_fields(call, loan) for loan in loans], "total": total},
        tuple(_line(call, loan) for loan in loans),
    )


def _show(call: Call) -> Answer:
    lending, actor = Lending(call.desk), call.actor
    return _answer(call, lending.get(actor, _id(call)))


def _print(call: Call) -> Answer:
    out = Path(call.arguments.out)
    Ledger(call.desk).print_request(call.actor, _id(call), out)
    return Answer({"loan": call.arguments.loan, "file": out}, (str(out),))


def _id(call: Call) -> LoanId:
    return Lending(call.desk).find(call.actor, call.arguments.loan)


def moment_or_day(text: str, call: Call, *, last: bool) -> datetime:
    """A moment; a bare date is the beginning of that day, or its end if it is the `last` one."""
    zone = call.desk.office.zone
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return call.moment(text)
    return end_of_day(day, zone) if last else datetime(day.year, day.month, day.day, tzinfo=zone)


def _answer(call: Call, loan: Loan) -> Answer:
    return Answer(_fields(call, loan), (_line(call, loan),))


def _fields(call: Call, loan: Loan) -> dict[str, object]:
    zone = call.desk.office.zone

    def local(at: datetime | None) -> datetime | None:
        return None if at is None else at.astimezone(zone)

    step = loan.next_step
    return {
        "loan": loan.no,
        "id": loan.id,
        "state": loan.state.value,
        "overdue": loan.overdue(call.desk.clock()),
        "applicant": loan.applicant,
        "section": loan.section,
        "acts": [act.value for act in loan.acts],
        "items": [
            {"kind": item.kind.value, "id": item.item_id, "label": item.label}
            for item in loan.items
        ],
        "purpose": loan.purpose,
        "from": local(loan.wanted_from),
        "until": local(loan.wanted_until),
        "submitted_at": local(loan.submitted_at),
        "basis": str(loan.basis),
        "next_signature": None if step is None else step.role.value,
        "steps": [
            {
                "position": each.position,
                "role": each.role.value,
                "title": each.title,
                "signer": each.signer or None,
                "deputy_for": each.deputy_for or None,
                "decision": None if each.decision is None else each.decision.value,
                "opinion": each.opinion,
                "at": local(each.decided_at),
            }
            for each in loan.steps
        ],
        "grants": [
            {
                "act": grant.act.value,
                "kind": grant.item.kind.value,
                "item": grant.item.item_id,
                "label": grant.item.label,
                "from": local(grant.valid_from),
                "until": local(grant.valid_until),
                "ended_at": local(grant.ended_at),
                "live": grant.allows(grant.act, call.desk.clock()),
            }
            for grant in loan.grants
        ],
        "handed_out_at": local(loan.handed_out_at),
        "due": local(loan.due_at),
        "returned_at": local(loan.returned_at),
        "condition": loan.condition,
        "renewals": loan.renewals,
        "recalled_at": local(loan.recalled_at),
        "returns": [
            {
                "label": each.item.label,
                "at": local(each.at),
                "condition": each.condition.value,
                "note": each.note,
            }
            for each in loan.returns
        ],
        "revoked_at": local(loan.revoked_at),
        "revocation": loan.revocation,
        "sent_back": None
        if loan.sent_back is None
        else {
            "by": loan.sent_back.by,
            "at": local(loan.sent_back.at),
            "reason": loan.sent_back.reason,
        },
    }


def _line(call: Call, loan: Loan) -> Line:
    step = loan.next_step
    waits = ""
    if step is not None:
        waits = say("待{role}{title}", role=say(step.role.label), title=say(step.title))
    items = "；".join(item.label for item in loan.items)
    return (loan.no, say(loan.state.label), loan.applicant, items, waits)
