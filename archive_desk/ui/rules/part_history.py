"""What was typed in a form, step by step, so that it can be undone until it is saved."""

from archive_desk.domain.rule_parts import Entry

_MOST = 200


class History:
    """The states of the entries; writing on in one field is one step."""

    def __init__(self, first: list[Entry]) -> None:
        """Begin with `first`, which stays for good."""
        self._states: list[list[Entry]] = [first]
        self._at = 0
        self._last = ""

    @property
    def now(self) -> list[Entry]:
        """The entries as they are."""
        return self._states[self._at]

    @property
    def can_undo(self) -> bool:
        """Whether there is anything to take back."""
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        """Whether anything was taken back."""
        return self._at < len(self._states) - 1

    def put(self, state: list[Entry], field: str) -> None:
        """Go on to `state`; changes of the same `field` one after the other are one step."""
        if state == self.now:
            return
        del self._states[self._at + 1 :]
        if field and field == self._last and self._at > 0:
            self._states[self._at] = state
        else:
            self._states.append(state)
            # The first state is what the form began with; it is never forgotten.
            del self._states[1 : len(self._states) - _MOST]
            self._at = len(self._states) - 1
        self._last = field

    def undo(self) -> bool:
        """Go one step back, if there is one."""
        self._last = ""
        if not self.can_undo:
            return False
        self._at -= 1
        return True

    def redo(self) -> bool:
        """Go one step on again, if one was taken back."""
        self._last = ""
        if not self.can_redo:
            return False
        self._at += 1
        return True
