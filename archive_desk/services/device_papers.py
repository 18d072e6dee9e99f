"""Devices on paper: the register of issues, the maintenance log, the form that is signed."""

from pathlib import Path

from archive_desk.db import device_issues, devices
from archive_desk.db.device_issues import IssueFilter
from archive_desk.domain.device_issues import DeviceIssue
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.forms import devices as forms
from archive_desk.services import rulebook
from archive_desk.services.desk import Desk
from archive_desk.services.equipping import check_basis
from archive_desk.services.register_files import write_form, write_register


class DevicePapers:
    """What the keeper of the devices gives out on paper and as spreadsheets."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def export(self, actor: Person, out: Path, where: IssueFilter | None = None) -> int:
        """Write the register of issues to `out`, as PDF, xlsx or CSV by its suffix.

        Raises:
            Refused: `actor` may not read registers.
            InvalidInput: another suffix.
            Unavailable: the file cannot be written.
        """
        _require_reader(actor)
        with self._desk.reading() as session:
            lines = device_issues.page(session, where or IssueFilter(), descending=False)
        return write_register(self._desk, actor, forms.REGISTER, lines, out, "ledger:devices")

    def export_care(self, actor: Person, out: Path, number: str = "") -> int:
        """Write the maintenance log of a device, or of all, to `out`; as `export` does.

        Raises:
            Refused: `actor` may not read registers.
            InvalidInput: another suffix.
            NotFound: no such device.
            Unavailable: the file cannot be written.
        """
        _require_reader(actor)
        with self._desk.reading() as session:
            if number:
                devices.get(session, number)
            lines = device_issues.care(session, number)
        return write_register(self._desk, actor, forms.CARE, lines, out, "ledger:device_care")

    def print_issue(self, actor: Person, no: str, out: Path) -> Path:
        """Write the form that is signed when a device goes out and comes back to `out`.

        Raises:
            Refused: somebody else's device.
            NotFound: there is no such line.
            Unavailable: the file cannot be written.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            issue = device_issues.get(session, no)
            device = devices.get(session, issue.device).device
        if issue.holder_id != actor.id:
            _require_reader(actor)
        office = self._desk.office
        basis = check_basis(rulebook.of(self._desk))
        form = forms.issue_form(
            issue,
            device,
            organisation=office.organisation,
            operator=actor.name,
            at=self._desk.clock(),
            zone=office.zone,
            basis="制度未定，单位设定" if basis is None else str(basis),
        )
        return write_form(
            self._desk, actor, form, out, Act("device.printed", f"device:{device.number}", no)
        )

    def register_file_name(self) -> str:
        """What the register of issues written today is called, in the archive's language."""
        return f"{forms.REGISTER.title}-{self._today}.xlsx"

    def care_file_name(self) -> str:
        """What the maintenance log written today is called, in the archive's language."""
        return f"{forms.CARE_TITLE}-{self._today}.pdf"

    @property
    def _today(self) -> str:
        return f"{self._desk.clock().astimezone(self._desk.office.zone):%Y%m%d}"


def issue_file_name(issue: DeviceIssue) -> str:
    """What the form of an issue is called, in the archive's language."""
    return f"{forms.ISSUE_TITLE}-{issue.no}.pdf"


def _require_reader(actor: Person) -> None:
    if not actor.may(Right.KEEP_DEVICES):
        actor.require(Right.READ_LEDGER)
