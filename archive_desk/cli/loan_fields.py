"""Requests as the commands show them, and what the commands about them have in common."""

from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date, datetime

from archive_desk.cli.frame import Answer, Call, Line
from archive_desk.domain.clock import end_of_day
from archive_desk.domain.ids import LoanId
from archive_desk.domain.loan_requests import Particulars, Urgency
from archive_desk.domain.loans import ItemKind, Loan, LoanAct, LoanItem
from archive_desk.domain.sentences import say
from archive_desk.services.lending import Lending
from archive_desk.services.loan_wishes import Wish

ACTS = [act.value for act in LoanAct]
"""What `--act` may be."""


def asked_for(parser: ArgumentParser, *, needed: bool) -> None:
    """Give a command the options that say what is wanted."""
    parser.add_argument(
        "--act", nargs="+", action="extend", required=needed, choices=ACTS, metavar="A"
    )
    for name, metavar in (("case", "NO"), ("footage", "ID"), ("disc", "D"), ("volume", "V")):
        parser.add_argument(f"--{name}", nargs="+", action="extend", default=[], metavar=metavar)
    parser.add_argument("--purpose", required=needed, metavar="P")
    parser.add_argument("--from", dest="start", required=needed, metavar="T")
    parser.add_argument("--until", required=needed, metavar="T")
    parser.add_argument("--place", metavar="W", help="where it will be used")
    parser.add_argument("--urgency", choices=[each.value for each in Urgency], metavar="U")
    parser.add_argument("--uses", type=int, metavar="N", help="how many times, at most")


def on_behalf(parser: ArgumentParser) -> None:
    """Give a command the option by which the clerk enters a request from paper."""
    parser.add_argument(
        "--applicant", default="", metavar="ACCOUNT", help="entered by the clerk from paper"
    )


def number(parser: ArgumentParser) -> ArgumentParser:
    """Give a command the loan it is about."""
    parser.add_argument("loan", metavar="N", help="the loan's number, or its id")
    return parser


def chosen(call: Call) -> LoanId:
    """The loan a command is about."""
    return Lending(call.desk).find(call.actor, call.arguments.loan)


def items_of(call: Call) -> list[LoanItem]:
    """The things named on the command line."""
    given, lending = call.arguments, Lending(call.desk)
    wanted = (
        (ItemKind.CASE, given.case),
        (ItemKind.FOOTAGE, given.footage),
        (ItemKind.DISC, given.disc),
        (ItemKind.VOLUME, given.volume),
    )
    return [
        lending.item(call.actor, kind, reference) for kind, names in wanted for reference in names
    ]


def wish_of(call: Call, before: Wish) -> Wish:
    """What is asked for; what is not named anew stays as it was `before`."""
    given = call.arguments
    start, until = before.wanted_from, before.wanted_until
    if given.start is not None:
        start = moment_or_day(given.start, call, last=False)
    if given.until is not None:
        until = moment_or_day(given.until, call, last=True)
    acts: Sequence[LoanAct] = before.acts
    if given.act is not None:
        acts = [LoanAct(act) for act in given.act]
    else_said = before.particulars
    return Wish(
        tuple(acts),
        items_of(call) or before.items,
        before.purpose if given.purpose is None else given.purpose,
        start,
        until,
        Particulars(
            else_said.place if given.place is None else given.place,
            else_said.urgency if given.urgency is None else Urgency(given.urgency),
            else_said.uses if given.uses is None else given.uses,
        ),
    )


def moment_or_day(text: str, call: Call, *, last: bool) -> datetime:
    """A moment; a bare date is the beginning of that day, or its end if it is the `last` one."""
    zone = call.desk.office.zone
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return call.moment(text)
    return end_of_day(day, zone) if last else datetime(day.year, day.month, day.day, tzinfo=zone)


def answer(call: Call, loan: Loan) -> Answer:
    """What a command says of one request."""
    return Answer(fields(call, loan), (line(call, loan),))


def fields(call: Call, loan: Loan) -> dict[str, object]:
    """A request as `--json` shows it."""
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
        "place": loan.particulars.place,
        "urgency": loan.particulars.urgency.value,
        "uses": loan.particulars.uses,
        "entered_by": loan.entered_by or None,
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
                "named": each.named or None,
                "entered_by": each.entered_by or None,
                "decision": None if each.decision is None else each.decision.value,
                "opinion": each.opinion,
                "at": local(each.decided_at),
            }
            for each in loan.steps
        ],
        "grants": [
            {
                "grant": grant.id,
                "act": grant.act.value,
                "kind": grant.item.kind.value,
                "item": grant.item.item_id,
                "label": grant.item.label,
                "from": local(grant.valid_from),
                "until": local(grant.valid_until),
                "ended_at": local(grant.ended_at),
                "uses": grant.uses,
                "used": grant.used,
                "live": grant.allows(grant.act, call.desk.clock()),
            }
            for grant in loan.grants
        ],
        "handed_out_at": local(loan.handed_out_at),
        "due": local(loan.due_at),
        "returned_at": local(loan.returned_at),
        "condition": loan.condition,
        "effect": loan.effect,
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
        "used_first": None
        if loan.release is None
        else {
            "by": loan.release.by,
            "at": local(loan.release.at),
            "reason": loan.release.reason,
            "approve_by": local(loan.release.due_at),
        },
        "sent_back": None
        if loan.sent_back is None
        else {
            "by": loan.sent_back.by,
            "at": local(loan.sent_back.at),
            "reason": loan.sent_back.reason,
        },
    }


def line(call: Call, loan: Loan) -> Line:
    """A request in a line for people."""
    step = loan.next_step
    waits = ""
    if step is not None:
        waits = say("待{role}{title}", role=say(step.role.label), title=say(step.title))
    items = "；".join(item.label for item in loan.items)
    return (loan.no, say(loan.state.label), loan.applicant, items, waits)
