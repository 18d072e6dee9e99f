"""Founding an archive: what the guide gathered, carried out."""

from dataclasses import dataclass
from pathlib import Path

from archive_desk.domain.people import Role
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.services.accounts import Accounts
from archive_desk.services.desk import Desk, new_desk


@dataclass(frozen=True)
class NewPerson:
    """An account to be made."""

    role: Role
    name: str
    account: str
    password: str


@dataclass(frozen=True)
class Plan:
    """What the guide gathered; the first of `people` is the system administrator."""

    organisation: str
    regulation: str
    people: tuple[NewPerson, ...]
    folder: Path
    vault: Path | None = None


def found(plan: Plan, monitor: Monitor) -> Desk:
    """Make the archive and its first accounts.

    Raises:
        InvalidInput: a folder is not empty, or an account will not do.
        Unavailable: a folder cannot be written.
    """
    steps = len(plan.people) + 1
    monitor.report(0, steps, say("正在建立档案库…"))
    desk = new_desk(plan.folder, plan.organisation, plan.regulation, vault=plan.vault)
    accounts = Accounts(desk)
    head, *others = plan.people
    admin = accounts.found(head.account, head.name, head.password)
    for number, person in enumerate(others, 2):
        monitor.report(number, steps, say("正在建立账号…"))
        accounts.register(admin, person.account, person.name, person.role, person.password)
    return desk
