"""What has changed in the archive, told to every screen that cares.

A screen that calls a verb emits the fact here; the others reload what they show. The value is the
tuple of the ids concerned, empty where many or all may be.
"""

from PySide6.QtCore import QObject, Signal


class Changes(QObject):
    """Facts about the open archive.

    Signals:
        footage_changed: `tuple[FootageId, ...]`, taken in or described anew.
        cases_changed: `tuple[CaseId, ...]`, also when footage was linked or a document added.
        discs_changed: `tuple[DiscId, ...]`.
        loans_changed: `tuple[LoanId, ...]`, also at each signature and when a grant ends.
        marks_changed: `tuple[FootageId, ...]` whose marks changed.
        people_changed: `tuple[PersonId, ...]`.
        copies_changed: the mirror caught up or went away, something was checked or healed.
        evaluations_changed: `tuple[RoundId, ...]`, at each step of a round and of its findings.
        office_changed: the office's own facts or settings.
    """

    footage_changed = Signal(object)
    cases_changed = Signal(object)
    discs_changed = Signal(object)
    loans_changed = Signal(object)
    marks_changed = Signal(object)
    people_changed = Signal(object)
    copies_changed = Signal()
    evaluations_changed = Signal(object)
    office_changed = Signal()
