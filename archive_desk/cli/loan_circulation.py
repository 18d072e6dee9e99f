"""`loan hand-out`, `loan return` and the rest of what the clerk does at the counter."""

from dataclasses import replace
from pathlib import Path

from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands, finding_fields
from archive_desk.cli.loan_fields import answer, chosen, fields, moment_or_day, number
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.loans import Condition, Inspection, Loan
from archive_desk.domain.notices import OverdueNotice
from archive_desk.domain.sentences import say
from archive_desk.services.circulating import Circulating
from archive_desk.services.ledger import Ledger
from archive_desk.services.lending import Lending
from archive_desk.services.reminding import Reminding
from archive_desk.services.scanning import Scanning


def register_circulation(group: Commands) -> None:
    """Add the commands of this module to the group of `loan`."""
    number(group.add("hand-out", _hand_out, "give an approved loan out"))
    back = group.add("return", _return, "take a loan back")
    number(back).add_argument("--condition", default="", metavar="C", help="what was found")
    back.add_argument("--drive", metavar="DRIVE", help="read the disc that came back in this drive")
    back.add_argument("--effect", default="", metavar="E", help="what came of the use")
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
    number(recall).add_argument("--reason", required=True, metavar="R")
    for name, verb, words in (
        ("slip", _slip, "the hand-out slip as PDF"),
        ("notice", _notice, "the recall notice as PDF"),
    ):
        number(group.add(name, verb, words)).add_argument("--out", required=True, metavar="FILE")
    renew = group.add("renew", _renew, "move the return date on")
    number(renew).add_argument("--until", metavar="T", help="by default the same length again")
    remind = number(
        group.add("remind", _remind, "send the next notice for what is overdue, as PDF")
    )
    remind.add_argument("--out", type=Path, required=True, metavar="FILE")
    remind.add_argument("--note", default="", metavar="T")
    remind.add_argument("--again", action="store_true", help="print the last one once more")
    effect = number(group.add("effect", _effect, "what came of the use"))
    effect.add_argument("--text", required=True, metavar="T")
    scan = group.add("scan", _scan, "what the code of a slip, disc or volume leads to")
    scan.add_argument("code", metavar="CODE")


def _hand_out(call: Call) -> Answer:
    circulating, actor = Circulating(call.desk), call.actor
    return answer(call, circulating.hand_out(actor, chosen(call)))


def _return(call: Call) -> Answer:
    given, actor = call.arguments, call.actor
    circulating, wanted = Circulating(call.desk), chosen(call)
    if given.item or given.damaged or given.missing:
        inspections = _inspections(call, Lending(call.desk).get(actor, wanted))
        return answer(
            call,
            circulating.take_back_items(actor, wanted, inspections, effect=given.effect),
        )
    if given.drive is None:
        return answer(call, circulating.take_back(actor, wanted, given.condition, given.effect))
    device = Path(given.drive.removeprefix("stdio:"))
    reading = circulating.inspect_disc(actor, wanted, device, call.monitor)
    found = say("读检发现 {count} 处问题", count=len(reading.findings))
    checked = found if reading.findings else say("读检完好")
    condition = "；".join(words for words in (given.condition, str(checked)) if words)
    told = answer(call, circulating.take_back(actor, wanted, condition, given.effect))
    return replace(
        told,
        fields={**told.fields, "findings": finding_fields(reading.findings)},
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
    return answer(call, circulating.recall(call.actor, chosen(call), call.arguments.reason))


def _slip(call: Call) -> Answer:
    out = Ledger(call.desk).print_slip(call.actor, chosen(call), Path(call.arguments.out))
    return Answer({"loan": call.arguments.loan, "file": out}, (str(out),))


def _notice(call: Call) -> Answer:
    out = Ledger(call.desk).print_recall(call.actor, chosen(call), Path(call.arguments.out))
    return Answer({"loan": call.arguments.loan, "file": out}, (str(out),))


def _renew(call: Call) -> Answer:
    circulating, actor = Circulating(call.desk), call.actor
    given = call.arguments.until
    until = None if given is None else moment_or_day(given, call, last=True)
    return answer(call, circulating.renew(actor, chosen(call), until))


def _remind(call: Call) -> Answer:
    given, reminding = call.arguments, Reminding(call.desk)
    if given.again:
        notice = reminding.print_again(call.actor, chosen(call), given.out)
    else:
        notice = reminding.send(call.actor, chosen(call), given.out, given.note)
    told = {"loan": given.loan, "file": given.out, **notice_fields(call, notice)}
    return Answer(told, ((say(notice.level.label), str(given.out)),))


def notice_fields(call: Call, notice: OverdueNotice) -> dict[str, object]:
    """A notice as `--json` shows it."""
    zone = call.desk.office.zone
    return {
        "notice": notice.level.value,
        "sent_at": notice.sent_at.astimezone(zone),
        "sent_by": notice.sent_by,
        "due": notice.due_at.astimezone(zone),
    }


def _effect(call: Call) -> Answer:
    circulating = Circulating(call.desk)
    return answer(call, circulating.note_effect(call.actor, chosen(call), call.arguments.text))


def _scan(call: Call) -> Answer:
    found = Scanning(call.desk).find(call.actor, call.arguments.code)
    item = found.item
    return Answer(
        {
            "code": found.code,
            "item": None
            if item is None
            else {"kind": item.kind.value, "id": item.item_id, "label": item.label},
            "loan": None if found.loan is None else fields(call, found.loan),
            "message": found.words,
        },
        (found.words,),
    )
