"""`worklist`: what is due for the actor."""

from archive_desk.cli.frame import Answer, Call, Commands
from archive_desk.domain.sentences import say
from archive_desk.services.worklist import Worklist


def register(commands: Commands) -> None:
    """Add the command of this module."""
    commands.add("worklist", _worklist, "what is due for the actor, overdue first")


def _worklist(call: Call) -> Answer:
    zone = call.desk.office.zone
    items = Worklist(call.desk).items(call.actor)
    return Answer(
        {
            "clocks": [
                {
                    "clock": item.task.value,
                    "item": item.item,
                    "title": item.title,
                    "note": item.note,
                    "due": item.due.astimezone(zone),
                    "state": item.state.value,
                    "basis": str(item.basis),
                    "provisional": item.provisional,
                    "steps": item.steps,
                }
                for item in items
            ]
        },
        tuple(
            (
                say(item.state.label),
                f"{item.due.astimezone(zone):%Y-%m-%d %H:%M}",
                say(item.task.label),
                item.title,
                item.note,
            )
            for item in items
        ),
    )
