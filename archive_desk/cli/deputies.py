"""`deputy …`: who signs while an approver is away."""

from collections.abc import Mapping

from archive_desk.cli.frame import Answer, Call, Commands, Line
from archive_desk.cli.loan_fields import moment_or_day
from archive_desk.domain.deputies import Deputy
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import say
from archive_desk.services.deputising import Deputising
from archive_desk.services.signers import Signers


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("deputy", "who signs while an approver is away")
    add = group.add("add", _add, "let somebody sign for an approver for a time")
    add.add_argument("--for", dest="principal", metavar="ACCOUNT", help="by default oneself")
    add.add_argument("--deputy", required=True, metavar="ACCOUNT")
    add.add_argument("--from", dest="start", required=True, metavar="T")
    add.add_argument("--until", required=True, metavar="T")
    add.add_argument("--reason", required=True, metavar="R")
    group.add("end", _end, "end a deputyship now").add_argument("id", type=int, metavar="ID")
    group.add("list", _list, "deputyships, newest first")
    name = group.add("signer", _signer, "name a person for a step of the office's chain")
    name.add_argument("step", type=int, metavar="STEP")
    name.add_argument("account", nargs="?", default="", help="nobody: whoever holds the post")
    group.add("signers", _signers, "the persons named for steps")


def _add(call: Call) -> Answer:
    given = call.arguments
    made = Deputising(call.desk).appoint(
        call.actor,
        given.principal or call.actor.account,
        given.deputy,
        moment_or_day(given.start, call, last=False),
        moment_or_day(given.until, call, last=True),
        given.reason,
    )
    return Answer(_fields(call, made), (_line(call, made),))


def _end(call: Call) -> Answer:
    ended = Deputising(call.desk).end(call.actor, call.arguments.id)
    return Answer(_fields(call, ended), (_line(call, ended),))


def _list(call: Call) -> Answer:
    found = Deputising(call.desk).everything(call.actor)
    return Answer(
        {"deputies": [_fields(call, deputy) for deputy in found]},
        tuple(_line(call, deputy) for deputy in found),
    )


def _signer(call: Call) -> Answer:
    given = call.arguments
    return _named(Signers(call.desk).name(call.actor, given.step, given.account))


def _signers(call: Call) -> Answer:
    return _named(Signers(call.desk).named(call.actor))


def _named(found: Mapping[int, Person]) -> Answer:
    return Answer(
        {
            "signers": [
                {"step": step, "account": person.account, "name": person.name}
                for step, person in sorted(found.items())
            ]
        },
        tuple((str(step), person.name) for step, person in sorted(found.items())),
    )


def _fields(call: Call, deputy: Deputy) -> dict[str, object]:
    zone = call.desk.office.zone
    ended = deputy.ended_at
    return {
        "id": deputy.id,
        "principal": deputy.principal,
        "role": deputy.role.value,
        "deputy": deputy.deputy,
        "from": deputy.valid_from.astimezone(zone),
        "until": deputy.valid_until.astimezone(zone),
        "reason": deputy.reason,
        "ended_at": None if ended is None else ended.astimezone(zone),
        "in_force": deputy.in_force(call.desk.clock()),
    }


def _line(call: Call, deputy: Deputy) -> Line:
    standing = say("代理中") if deputy.in_force(call.desk.clock()) else say("未在期限内")
    return (
        str(deputy.id),
        say("{deputy}代{principal}", deputy=deputy.deputy, principal=deputy.principal),
        f"{deputy.valid_from.astimezone(call.desk.office.zone):%Y-%m-%d}",
        f"{deputy.valid_until.astimezone(call.desk.office.zone):%Y-%m-%d}",
        standing,
    )
