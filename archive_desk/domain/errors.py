"""What can go wrong by the world's or the rules' fault. Our own faults stay built-in exceptions."""

from archive_desk.domain.basis import Basis
from archive_desk.domain.sentences import Sentence


class ArchiveDeskError(Exception):
    """The root of all errors fit to be shown to a person.

    Attributes:
        kind: a stable word for scripts.
        message: what happened and what to do, as a sentence.
        basis: the rule that says so, if a rule does.
    """

    kind = "error"

    def __init__(self, message: Sentence, *, basis: Basis | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.basis = basis


class Refused(ArchiveDeskError):
    """A rule says no: the right is missing, the state forbids it, a signature is wanting."""

    kind = "refused"


class Conflict(Refused):
    """Somebody else was faster, or the thing has changed meanwhile."""

    kind = "conflict"


class InvalidInput(ArchiveDeskError):
    """What was asked for makes no sense as given."""

    kind = "invalid"


class NotFound(InvalidInput):
    """No such thing in this archive."""

    kind = "not_found"


class Unavailable(ArchiveDeskError):
    """The surroundings fail: disk, drive, card, server, program."""

    kind = "unavailable"


class Damaged(Unavailable):
    """Bytes are not what they were, or cannot be read as what they claim to be."""

    kind = "damaged"


class Cancelled(Exception):
    """The person stopped the work."""
