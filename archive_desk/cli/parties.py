"""`party …`: parties and their agents who see and copy what concerns them, under supervision."""

from datetime import datetime
from pathlib import Path

from archive_desk.cli.frame import Answer, Call, Commands, Line, parse_moment
from archive_desk.cli.loan_fields import moment_or_day
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import FootageId
from archive_desk.domain.loans import ItemKind, LoanAct
from archive_desk.domain.parties import AccessGround, IdentityKind, PartyDraft, Relation
from archive_desk.domain.sentences import say
from archive_desk.services.lending import Lending
from archive_desk.services.receiving_parties import PartyWish, ReceivingParties, Shown, Visit


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("party", "parties' own access: viewing and copies under supervision")
    ask = group.add("request", _request, "ask the office's chain for a party")
    identities = [each.value for each in IdentityKind]
    relations = [each.value for each in Relation]
    grounds = [each.value for each in AccessGround]
    ask.add_argument("--name", required=True, metavar="NAME")
    ask.add_argument(
        "--identity", choices=identities, default="id_card", metavar="K", help=" ".join(identities)
    )
    ask.add_argument("--identity-no", required=True, metavar="NO")
    ask.add_argument(
        "--relation", choices=relations, default="party", metavar="R", help=" ".join(relations)
    )
    ask.add_argument(
        "--ground", choices=grounds, required=True, metavar="G", help=" ".join(grounds)
    )
    ask.add_argument("--represents", default="", metavar="NAME", help="for whom an agent comes")
    ask.add_argument("--power", default="", metavar="T", help="an agent's power of attorney")
    ask.add_argument("--contact", default="", metavar="T")
    ask.add_argument("--reason", default="", metavar="T")
    ask.add_argument("--act", nargs="+", choices=("view", "copy"), default=["view"], metavar="A")
    ask.add_argument("--case", default="", metavar="NO")
    ask.add_argument("--footage", nargs="+", default=[], metavar="ID")
    ask.add_argument("--from", dest="start", required=True, metavar="T")
    ask.add_argument("--until", required=True, metavar="T")
    shown = group.add("view", _view, "write down what was shown, and who sat beside him")
    shown.add_argument("no", metavar="NO")
    shown.add_argument(
        "--footage",
        nargs="+",
        type=int,
        default=[],
        metavar="ID",
        help="all of the request unless given",
    )
    shown.add_argument("--from", dest="start", required=True, metavar="T")
    shown.add_argument("--to", dest="end", required=True, metavar="T")
    shown.add_argument("--supervised-by", default="", metavar="NAME", help="the actor unless given")
    shown.add_argument("--note", default="", metavar="T")
    copy = group.add("copy", _copy, "numbered copies with their receipt")
    copy.add_argument("no", metavar="NO")
    copy.add_argument("--footage", nargs="+", type=int, default=[], metavar="ID")
    copy.add_argument("--out", type=Path, required=True, metavar="DIR")
    group.add("list", _list, "the register, the newest first").add_argument(
        "--text", default="", metavar="T"
    )
    group.add("show", _show, "one line: what was shown and copied").add_argument("no", metavar="NO")
    paper = group.add("print", _print, "the record of a visit as PDF, with the places to sign")
    paper.add_argument("no", metavar="NO")
    paper.add_argument("--out", type=Path, required=True, metavar="FILE")
    group.add("export", _export, "the register as xlsx, CSV or PDF").add_argument(
        "--out", type=Path, required=True, metavar="FILE"
    )


def _request(call: Call) -> Answer:
    given, lending = call.arguments, Lending(call.desk)
    draft = PartyDraft(
        given.name,
        IdentityKind(given.identity),
        given.identity_no,
        Relation(given.relation),
        AccessGround(given.ground),
        given.contact,
        given.represents,
        given.power,
        given.reason,
    )
    items = [lending.item(call.actor, ItemKind.FOOTAGE, each) for each in given.footage]
    if given.case:
        items.append(lending.item(call.actor, ItemKind.CASE, given.case))
    if not items:
        raise InvalidInput(say("请用 --case 或 --footage 指明查阅的内容。"))
    wish = PartyWish(
        tuple(LoanAct(each) for each in dict.fromkeys(given.act)),
        tuple(items),
        moment_or_day(given.start, call, last=False),
        moment_or_day(given.until, call, last=True),
    )
    return _answer(call, ReceivingParties(call.desk).request(call.actor, draft, wish))


def _view(call: Call) -> Answer:
    given, desk = call.arguments, ReceivingParties(call.desk)
    zone = call.desk.office.zone
    wanted = tuple(FootageId(each) for each in given.footage) or tuple(
        each for each, _ in desk.footage_of(call.actor, given.no)
    )
    shown = Shown(
        wanted,
        parse_moment(given.start, zone),
        parse_moment(given.end, zone),
        given.supervised_by,
        given.note,
    )
    return _answer(call, desk.show(call.actor, given.no, shown))


def _copy(call: Call) -> Answer:
    given = call.arguments
    wanted = [FootageId(each) for each in given.footage]
    visit, folder = ReceivingParties(call.desk).copy(
        call.actor, given.no, wanted, given.out, call.monitor
    )
    return Answer({**_fields(call, visit), "folder": folder}, (_line(visit), str(folder)))


def _list(call: Call) -> Answer:
    found = ReceivingParties(call.desk).everything(call.actor, call.arguments.text)
    return Answer(
        {"parties": [_fields(call, each) for each in found]},
        tuple(_line(each) for each in found),
    )


def _show(call: Call) -> Answer:
    return _answer(call, ReceivingParties(call.desk).get(call.actor, call.arguments.no))


def _print(call: Call) -> Answer:
    given = call.arguments
    out = ReceivingParties(call.desk).print_receipt(call.actor, given.no, given.out)
    return Answer({"party": given.no, "file": out}, (str(out),))


def _export(call: Call) -> Answer:
    out = call.arguments.out
    count = ReceivingParties(call.desk).export(call.actor, out)
    said = say("已导出 {count} 条：{file}", count=count, file=out)
    return Answer({"file": out, "lines": count}, (said,))


def _answer(call: Call, visit: Visit) -> Answer:
    return Answer(_fields(call, visit), (_line(visit),))


def _fields(call: Call, visit: Visit) -> dict[str, object]:
    zone = call.desk.office.zone

    def local(at: datetime) -> datetime:
        return at.astimezone(zone)

    line, draft, basis = visit.line, visit.line.draft, visit.line.draft.ground.basis
    return {
        "party": line.no,
        "name": draft.name,
        "identity": draft.identity_kind.value,
        "identity_no": draft.identity_no,
        "relation": draft.relation.value,
        "represents": draft.represents,
        "power_of_attorney": draft.power_of_attorney,
        "contact": draft.contact,
        "ground": draft.ground.value,
        "basis": None if basis is None else str(basis),
        "loan": line.loan_no,
        "state": visit.loan.state.value,
        "entered_at": local(line.entered_at),
        "entered_by": line.entered_by,
        "viewings": [
            {
                "from": local(each.begun_at),
                "to": local(each.ended_at),
                "items": each.items,
                "supervised_by": each.supervised_by,
                "note": each.note,
            }
            for each in line.sessions
        ],
        "copies": [
            {
                "copy": each.no,
                "footage": each.footage_id,
                "name": each.name,
                "size_bytes": each.size_bytes,
                "sha256": each.sha256,
                "made_at": local(each.made_at),
                "made_by": each.made_by,
            }
            for each in line.copies
        ],
    }


def _line(visit: Visit) -> Line:
    draft = visit.line.draft
    return (
        visit.line.no,
        draft.name,
        say(draft.relation.label),
        visit.line.loan_no,
        say(visit.loan.state.label),
    )
