"""Small real archives for tests."""

import atexit
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from argon2 import PasswordHasher

from archive_desk.domain.ids import PersonId
from archive_desk.domain.people import Person, Role
from archive_desk.paths import ArchiveFolder
from archive_desk.services import description
from archive_desk.services.accounts import Accounts
from archive_desk.services.desk import Desk, new_desk, open_desk
from tests.helpers import databases

PASSWORD = "correct horse"

ROLES = {
    "archivist": Role.ARCHIVIST,
    "officer": Role.OFFICER,
    "officer2": Role.OFFICER,
    "unit_head": Role.UNIT_HEAD,
    "leader": Role.LEADER_IN_CHARGE,
    "agency_head": Role.AGENCY_HEAD,
    "reviewer": Role.REVIEWER,
    "auditor": Role.AUDITOR,
}


@dataclass
class HandClock:
    """A clock that stands still until it is moved."""

    now: datetime = field(default_factory=lambda: datetime(2026, 11, 20, 1, 30, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


def cheap_hasher() -> PasswordHasher:
    """Real Argon2id at the lowest cost, so that tests do not spend their time on it."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class Office:
    """An archive with everybody in it; `people` by account."""

    desk: Desk
    clock: HandClock
    people: dict[str, Person]

    def __getitem__(self, account: str) -> Person:
        return self.people[account]


def staffed_office(root: Path, regulation: str = "xigang", *, vault: Path | None = None) -> Office:
    """A new archive in `root` with one account of each role; all passwords are `PASSWORD`.

    The first of each regulation is made by the program, the others are copies of it. With `vault`
    its originals lie there.
    """
    shutil.copytree(_pattern(regulation), root, dirs_exist_ok=True)
    made = description.read(root)
    pattern = made.folder.database_elsewhere
    if vault is not None:
        shutil.move(root / "vault", vault)
    if vault is not None or pattern:
        database = databases.fresh(pattern) if pattern else ""
        description.write(ArchiveFolder(root, vault, database), made.archive_id)
    clock = HandClock()
    desk = open_desk(root, clock=clock)
    people = {person.account: person for person in Accounts(desk).everybody(nobody())}
    return Office(desk, clock, people)


@cache
def _pattern(regulation: str) -> Path:
    """The archive that is copied, made once in a process."""
    root = Path(mkdtemp(prefix="archive-desk-pattern-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    database = databases.fresh() if databases.server() else ""
    desk = new_desk(root, "示例区教育局", regulation, clock=HandClock(), database=database)
    accounts = Accounts(desk, cheap_hasher())
    admin = accounts.found("admin", "系统管理员", PASSWORD)
    for account, role in ROLES.items():
        accounts.register(admin, account, f"示例{account}", role, PASSWORD, section="综合科")
    desk.close()
    return root


def nobody() -> Person:
    return Person(PersonId(0), "", "", Role.OFFICER)
