"""`incident …`: damage and loss found at a return, and how each was settled."""

from archive_desk.cli.frame import Answer, Call, Commands, Line
from archive_desk.domain.incidents import Incident, Outcome
from archive_desk.domain.sentences import say
from archive_desk.services.incidents import Incidents


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("incident", "damage and loss found at a return")
    listed = group.add("list", _list, "incidents, newest first")
    listed.add_argument("--open", dest="open_only", action="store_true", help="only open ones")
    settle = group.add("settle", _settle, "say how an incident ended")
    settle.add_argument("incident", metavar="NO")
    outcomes = [outcome.value for outcome in Outcome]
    settle.add_argument("--outcome", required=True, choices=outcomes, metavar="O")
    settle.add_argument("--note", required=True, metavar="T")


def _list(call: Call) -> Answer:
    found = Incidents(call.desk).everything(call.actor, open_only=call.arguments.open_only)
    return Answer(
        {"incidents": [_fields(call, each) for each in found]},
        tuple(_line(each) for each in found),
    )


def _settle(call: Call) -> Answer:
    given = call.arguments
    settled = Incidents(call.desk).settle(
        call.actor, given.incident, Outcome(given.outcome), given.note
    )
    return Answer(_fields(call, settled), (_line(settled),))


def _fields(call: Call, incident: Incident) -> dict[str, object]:
    zone = call.desk.office.zone
    settled = incident.settled_at
    return {
        "incident": incident.no,
        "loan": incident.loan_no,
        "borrower": incident.borrower,
        "item": incident.item.label,
        "condition": incident.condition.value,
        "description": incident.description,
        "reported_at": incident.reported_at.astimezone(zone),
        "reported_by": incident.reported_by,
        "outcome": None if incident.outcome is None else incident.outcome.value,
        "settlement": incident.settlement,
        "settled_at": None if settled is None else settled.astimezone(zone),
        "settled_by": incident.settled_by,
    }


def _line(incident: Incident) -> Line:
    state = say("待处理") if incident.outcome is None else say(incident.outcome.label)
    condition = say(incident.condition.label)
    return (incident.no, incident.item.label, condition, incident.borrower, state)
