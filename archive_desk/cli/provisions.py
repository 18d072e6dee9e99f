"""`provide …`: packages for review bodies and courts, their register and receipts."""

from pathlib import Path

from archive_desk.cli.frame import (
    DONE,
    FINDINGS,
    Answer,
    Call,
    Commands,
    Line,
    finding_fields,
)
from archive_desk.domain.provisions import Provision, Recipient
from archive_desk.domain.sentences import say
from archive_desk.services.kept_copies import KeptCopies
from archive_desk.services.lending import Lending
from archive_desk.services.providing import Providing


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("provide", "recordings given to a review body or a court")
    make = group.add("make", _make, "make and register the package of an approved loan")
    make.add_argument("loan", metavar="N", help="the loan's number, or its id")
    make.add_argument("--to", dest="body", required=True, metavar="BODY")
    make.add_argument("--document-no", required=True, metavar="NO", help="the number of its letter")
    make.add_argument("--handler", default="", metavar="NAME")
    make.add_argument("--proves", required=True, metavar="T", help="what the recordings prove")
    make.add_argument("--complaint", default="", metavar="NO", help="the complaint it answers")
    make.add_argument("--out", type=Path, required=True, metavar="DIR")
    check = group.add("check", _check, "hold the copy kept of a package against its lists")
    check.add_argument("provision", metavar="NO")
    receipt = group.add("receipt", _receipt, "enter the recipient's receipt")
    receipt.add_argument("provision", metavar="NO")
    receipt.add_argument("--receiver", required=True, metavar="NAME")
    receipt.add_argument("--note", default="", metavar="T")
    group.add("list", _list, "the register, newest first").add_argument(
        "--text", default="", metavar="T"
    )
    group.add("export", _export, "the register as PDF or xlsx").add_argument(
        "--out", type=Path, required=True, metavar="FILE"
    )


def _make(call: Call) -> Answer:
    given = call.arguments
    recipient = Recipient(given.body, given.document_no, given.handler, given.proves)
    loan_id = Lending(call.desk).find(call.actor, given.loan)
    made, package = Providing(call.desk).provide(
        call.actor, loan_id, recipient, given.out, call.monitor, complaint=given.complaint
    )
    return Answer({**_fields(call, made), "package": package}, (_line(made), str(package)))


def _check(call: Call) -> Answer:
    found = KeptCopies(call.desk).check(call.actor, call.arguments.provision)
    lines = tuple(each.message for each in found) or (say("留存件与清单一致。"),)
    fields = {"provision": call.arguments.provision, "findings": finding_fields(found)}
    return Answer(fields, lines, FINDINGS if found else DONE)


def _receipt(call: Call) -> Answer:
    given = call.arguments
    made = Providing(call.desk).receipt(call.actor, given.provision, given.receiver, given.note)
    return Answer(_fields(call, made), (_line(made),))


def _list(call: Call) -> Answer:
    found = Providing(call.desk).everything(call.actor, call.arguments.text)
    return Answer(
        {"provisions": [_fields(call, each) for each in found]},
        tuple(_line(each) for each in found),
    )


def _export(call: Call) -> Answer:
    out = call.arguments.out
    count = Providing(call.desk).export(call.actor, out)
    said = say("已导出 {count} 条：{file}", count=count, file=out)
    return Answer({"file": out, "lines": count}, (said,))


def _fields(call: Call, provision: Provision) -> dict[str, object]:
    zone = call.desk.office.zone
    receipt, kept = provision.receipt, provision.kept
    return {
        "provision": provision.no,
        "loan": provision.loan_no,
        "to": provision.recipient.body,
        "document_no": provision.recipient.document_no,
        "handler": provision.recipient.handler,
        "proves": provision.recipient.proves,
        "approvers": provision.approvers,
        "provided_at": provision.provided_at.astimezone(zone),
        "provided_by": provision.provided_by,
        "manifest_sha256": provision.manifest_sha256,
        "items": [
            {
                "footage": item.footage_id,
                "name": item.name,
                "path": item.path,
                "size_bytes": item.size_bytes,
                "sha256": item.sha256,
                "sm3": item.sm3,
            }
            for item in provision.items
        ],
        "complaint": provision.complaint,
        "kept_copy": None
        if kept is None
        else {
            "kept_copy": kept.no,
            "path": call.desk.folder.root / kept.path,
            "files": kept.files,
            "size_bytes": kept.size_bytes,
            "manifest_sha256": kept.manifest_sha256,
            "kept_at": kept.kept_at.astimezone(zone),
            "kept_by": kept.kept_by,
        },
        "receipt": None
        if receipt is None
        else {
            "receiver": receipt.receiver,
            "note": receipt.note,
            "entered_at": receipt.entered_at.astimezone(zone),
            "entered_by": receipt.entered_by,
        },
    }


def _line(provision: Provision) -> Line:
    receipt = provision.receipt
    signed = say("未签收") if receipt is None else say("{name}签收", name=receipt.receiver)
    recipient = provision.recipient
    count = say("{count} 件", count=len(provision.items))
    return (provision.no, recipient.body, recipient.document_no, count, signed)
