"""`settings`: what an office chooses for all its imports."""

import argparse

from archive_desk.cli.frame import Answer, Call, Commands
from archive_desk.domain.sentences import say
from archive_desk.services.importing import Importing


def register(commands: Commands) -> None:
    """Add the command of this module."""
    command = commands.add("settings", _settings, "show the office's choices, or change them")
    command.add_argument(
        "--sm3",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="compute SM3 beside SHA-256 at every import",
    )


def _settings(call: Call) -> Answer:
    actor, importing = call.actor, Importing(call.desk)
    if call.arguments.sm3 is not None:
        importing.choose_sm3(actor, wanted=call.arguments.sm3)
    wanted = importing.takes_sm3()
    words = say("采集时计算 SHA-256 和 SM3") if wanted else say("采集时只计算 SHA-256")
    return Answer({"sm3": wanted}, (words,))
