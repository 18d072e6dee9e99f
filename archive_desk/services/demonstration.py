"""A demonstration archive, and a recorder's card to try the desk with.

Everything is made the way people make it: through the same services, at the moments at which it
would have happened, so that the journal of the demonstration can be verified like any other.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from argon2 import PasswordHasher

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.people import Person, Role
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.media.sample_card import CardMaker, prepare_empty_folder
from archive_desk.media.sample_story import INSPECTION_DAY
from archive_desk.paths import resources
from archive_desk.services.accounts import Accounts
from archive_desk.services.demonstration_history import Teller, weekdays_before
from archive_desk.services.desk import Clock, Desk, new_desk, system_clock

ORGANISATION = "青禾区教育局（演示）"
REGULATION = "xigang"
PASSWORD = "yanshi-2026"
"""Every account of a demonstration has this password; it is printed and protects nothing."""


@dataclass(frozen=True)
class DemoAccount:
    """An invented person of the demonstration office."""

    account: str
    name: str
    role: Role
    section: str = ""
    certificate_no: str = ""
    ends: bool = False


ADMINISTRATOR = DemoAccount("admin", "贺知微", Role.SYS_ADMIN, "办公室")
STAFF = (
    DemoAccount("dangan", "苏静姝", Role.ARCHIVIST, "办公室"),
    DemoAccount("linzy", "林知远", Role.OFFICER, "校外监管科", "012345"),
    DemoAccount("zhouml", "周明朗", Role.OFFICER, "校外监管科", "012346"),
    DemoAccount("shenyh", "沈一禾", Role.OFFICER, "安全督导科", "012352"),
    DemoAccount("xuqh", "许清和", Role.OFFICER, "安全督导科", "012353"),
    DemoAccount("luca", "陆承安", Role.UNIT_HEAD, "校外监管科"),
    DemoAccount("fangjz", "方敬之", Role.LEADER_IN_CHARGE),
    DemoAccount("liangsz", "梁守正", Role.AGENCY_HEAD),
    DemoAccount("jianggl", "江观澜", Role.REVIEWER),
    DemoAccount("qinrh", "秦若衡", Role.EXTERNAL_REVIEWER, "区司法局", ends=True),
    DemoAccount("bairg", "白若谷", Role.AUDITOR),
    DemoAccount("ningja", "宁静安", Role.SECURITY_ADMIN),
)


@dataclass(frozen=True)
class Demonstration:
    """What was written; `card` is None where no card was asked for."""

    archive: Path
    card: Path | None
    accounts: tuple[DemoAccount, ...]


class StoryClock:
    """A clock that tells the demonstration's history; it never runs backwards."""

    def __init__(self, begins_at: datetime) -> None:
        self._now = begins_at

    def __call__(self) -> datetime:
        """The moment of the story; each look takes a second, as nothing happens at once."""
        self._now += timedelta(seconds=1)
        return self._now

    def turn_to(self, moment: datetime) -> None:
        """Go on to `moment`, unless the story is there already."""
        self._now = max(self._now, moment.astimezone(UTC))


def write_demonstration(
    root: Path,
    card: Path | None,
    monitor: Monitor,
    *,
    clock: Clock = system_clock,
    hasher: PasswordHasher | None = None,
) -> Demonstration:
    """Write a demonstration archive into `root`, and a card into `card` if it is given.

    The card is of the last weekday before today and has not been imported yet. The same clock
    gives the same card. What could not be finished is removed again.

    Raises:
        InvalidInput: a folder is not empty, or one lies in the other.
        Unavailable: a folder cannot be written.
        Cancelled: the person stopped.
    """
    root, card = root.absolute(), None if card is None else card.absolute()
    if card is not None and (card.is_relative_to(root) or root.is_relative_to(card)):
        raise InvalidInput(say("档案库和存储卡的文件夹不能一个套在另一个里面，请另选位置。"))
    now = clock()
    with _removed_on_failure(root), _removed_on_failure(card):
        desk, story_clock = _office(root, now, hasher)
        try:
            today = now.astimezone(desk.office.zone).date()
            accounts = Accounts(desk)
            people = {each.account: accounts.find(each.account) for each in STAFF}
            card_of = partial(_card_of, desk)
            Teller(desk, story_clock.turn_to, people, card_of, today).tell(monitor)
            if card is not None:
                card_of(weekdays_before(today, 1)).write(card, INSPECTION_DAY, monitor)
        finally:
            desk.close()
    return Demonstration(root, card, (ADMINISTRATOR, *STAFF))


def _office(root: Path, now: datetime, hasher: PasswordHasher | None) -> tuple[Desk, StoryClock]:
    """The archive with its people, founded some weeks ago, and the clock of its history."""
    clock = StoryClock(now - timedelta(days=45))
    desk = new_desk(root, ORGANISATION, REGULATION, clock=clock)
    accounts = Accounts(desk, hasher)
    admin = accounts.found(ADMINISTRATOR.account, ADMINISTRATOR.name, PASSWORD)
    accounts.change(admin, admin.account, section=ADMINISTRATOR.section)
    for person in STAFF:
        _register(accounts, admin, person, now)
    return desk, clock


def _register(accounts: Accounts, admin: Person, person: DemoAccount, now: datetime) -> None:
    accounts.register(
        admin,
        person.account,
        person.name,
        person.role,
        PASSWORD,
        section=person.section,
        certificate_no=person.certificate_no,
        valid_until=now + timedelta(days=60) if person.ends else None,
    )


def _card_of(desk: Desk, day: date) -> CardMaker:
    return CardMaker(day, desk.office.zone, resources() / "fonts" / "NotoSansSC-Regular.ttf")


@contextmanager
def _removed_on_failure(folder: Path | None) -> Iterator[None]:
    """Make `folder`, or find it empty; if the work fails, leave it as empty as it was."""
    if folder is None:
        yield
        return
    existed = folder.exists()
    prepare_empty_folder(folder)
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        if existed:
            folder.mkdir(exist_ok=True)
        raise
