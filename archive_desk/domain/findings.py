"""What a check found. Checks gather findings and never stop at the first."""

from dataclasses import dataclass

from archive_desk.domain.basis import Basis
from archive_desk.domain.sentences import Sentence


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be.

    `code` is a stable word for scripts (`altered`, `missing`, …), `item` names the thing as its
    register does, `message` says it to a person, `basis` the rule it offends.
    """

    code: str
    item: str
    message: Sentence
    basis: Basis | None = None
