"""How long it takes to judge an archive anew when its regulation changes.

python -m benchmarks.retention --items 10000 --place DIR
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from archive_desk.db.tables.cases import case_footage, cases
from archive_desk.db.tables.footage import batches, footage
from archive_desk.domain.people import Role
from archive_desk.domain.work import Unwatched
from archive_desk.services import retention_renewal, rulebook
from archive_desk.services.accounts import Accounts
from archive_desk.services.desk import Desk, new_desk
from archive_desk.services.retention_reviews import RetentionReviews

_START = datetime(2024, 1, 1, 1, 0, tzinfo=UTC)
_OF_A_CASE = 10


def _filled(desk: Desk, count: int, clerk_id: int) -> None:
    with desk.transaction(None) as work:
        session = work.session
        batch = session.execute(
            insert(batches)
            .values(no="PC-1", source="/card", started_at=_START, clerk_id=clerk_id)
            .returning(batches.c.id)
        ).scalar_one()
        session.execute(
            insert(footage),
            [
                {
                    "batch_id": batch,
                    "name": f"{number:06}.mp4",
                    "path": f"PC-1/data/{number:06}.mp4",
                    "kind": "video",
                    "size_bytes": 1000,
                    "sha256": f"{number:064x}",
                    "sm3": "",
                    "imported_at": _START,
                    "started_by": "name",
                    "started_at": _START + timedelta(minutes=number),
                    "duration_ms": 60_000,
                    "health": "sound",
                }
                for number in range(1, count + 1)
            ],
        )
        session.execute(
            insert(cases),
            [
                {
                    "no": f"罚{number}",
                    "cause": "无证办学",
                    "party": "示例",
                    "kind": "penalty",
                    "section": "综合科",
                    "state": "open",
                    "ended_at": _START + timedelta(days=30),
                    "registered_at": _START,
                }
                for number in range(1, count // _OF_A_CASE + 1)
            ],
        )
        session.execute(
            insert(case_footage),
            [
                {"case_id": number // _OF_A_CASE, "footage_id": number, "linked_at": _START}
                for number in range(_OF_A_CASE, count + 1, 2)
            ],
        )


def _timed(words: str, act: Callable[[], int]) -> None:
    began, used = time.monotonic(), time.process_time()
    found = act()
    passed, cpu = time.monotonic() - began, time.process_time() - used
    print(f"{words}: {found} in {passed:.2f} s, CPU {cpu:.2f} s")


def main() -> None:
    """Fill an archive, judge it, change the regulation, and list what is proposed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--place", type=Path)
    given = parser.parse_args()
    root = Path(tempfile.mkdtemp(dir=given.place)) / "archive"
    desk = new_desk(root, "示例区教育局", "fushun")
    accounts = Accounts(desk)
    admin = accounts.found("admin", "管理员", "correct horse")
    clerk = accounts.register(admin, "clerk", "档案员", Role.ARCHIVIST, "correct horse")
    _filled(desk, given.items, clerk.id)
    reviews = RetentionReviews(desk)
    _timed("judged for the first time", lambda: reviews.catch_up(Unwatched()).written)
    shorter = rulebook.regulation("xigang")
    retention_renewal.regulations_in_force = lambda session, office: (shorter,)
    _timed(
        "another regulation: judged anew and listed",
        lambda: reviews.proposals(clerk, Unwatched(), 0, 100).total,
    )
    _timed("listed again", lambda: reviews.proposals(clerk, Unwatched(), 0, 100).total)
    desk.close()


if __name__ == "__main__":
    main()
