"""Taking back what was done on the sheet, the last first."""

from collections.abc import Callable
from dataclasses import dataclass

from archive_desk.domain.ids import DeductionId, RoundCaseId
from archive_desk.services.scoring_seat import SheetState

Verb = Callable[[RoundCaseId], SheetState]
_MOST = 100


@dataclass(frozen=True)
class Step:
    """How something is taken back; `item` is where it was done.

    Changes of one deduction that follow each other are one step.
    """

    item: str
    back: Verb
    deduction: DeductionId | None = None


class Undoing:
    """The steps that can be taken back on the case that lies on the desk."""

    def __init__(self) -> None:
        self._steps: list[Step] = []

    def __len__(self) -> int:
        """How many steps can be taken back."""
        return len(self._steps)

    def clear(self) -> None:
        """Another case lies on the desk."""
        self._steps.clear()

    def add(self, step: Step) -> None:
        """Something was done."""
        last = self._steps[-1] if self._steps else None
        if step.deduction is not None and last is not None and last.deduction == step.deduction:
            return
        self._steps.append(step)
        del self._steps[:-_MOST]

    def take(self) -> Step | None:
        """The last step, which is taken back now."""
        return self._steps.pop() if self._steps else None
