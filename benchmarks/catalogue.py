"""How fast the catalogue opens, filters and searches, with ten recordings and with a million.

    python -m benchmarks.catalogue [ROWS …]

Rows are written straight into a new archive in a temporary folder (a million take some minutes and
about 2 GB); what is measured are the services' own verbs, cold caches not forced. Times are the
median of five runs in milliseconds.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import insert, text

from archive_desk.db.footage_search import INDEX, tokens
from archive_desk.db.tables.cases import case_footage, cases
from archive_desk.db.tables.footage import batches, footage, footage_words
from archive_desk.domain.footage import Kind
from archive_desk.domain.people import Person
from archive_desk.services.accounts import Accounts
from archive_desk.services.catalogue import Catalogue, FootageFilter, FootageSort
from archive_desk.services.desk import Desk, new_desk

_CHUNK = 5_000
_PER_CASE = 20
_FROM = datetime(2020, 1, 6, 1, 0, tzinfo=UTC)
_SECTIONS = ("校外监管科", "安全督导科", "综合科", "民办教育科")
_OFFICERS = ("林知远", "周明朗", "沈一禾", "许清和", "陆承安", "方敬之")
_PLACES = "青禾区蓝天白云星河晨光育才新苗博雅启明阳光未来"
_CAUSES = ("无证办学", "超范围经营", "虚假宣传", "消防安全隐患", "违规收费")
_RECORDED = frozenset({Kind.VIDEO, Kind.AUDIO, Kind.PHOTO})


def main(sizes: list[int]) -> None:
    """Measure archives of these sizes."""
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="archive-desk-benchmark-") as folder:
            desk = new_desk(Path(folder) / "archive", "示例区教育局", "xigang")
            clerk = Accounts(desk).found("clerk", "示例", "correct horse")
            begun = time.perf_counter()
            _fill(desk, clerk, size)
            print(f"\n{size:,} recordings, written in {time.perf_counter() - begun:.0f} s")
            _measure(desk, size)
            desk.close()


def _fill(desk: Desk, clerk: Person, size: int) -> None:
    chance = random.Random(7)
    with desk.transaction(None) as work:
        session = work.session
        session.execute(
            insert(batches).values(
                id=1, no="PC-1", source="card", started_at=work.at, clerk_id=clerk.id
            )
        )
        for first in range(1, size + 1, _CHUNK):
            last = min(first + _CHUNK - 1, size)
            rows = list(_recordings(chance, first, last))
            files = list(_case_files(chance, first, last))
            session.execute(insert(footage), rows)
            if files:
                session.execute(insert(cases), files)
            named = {
                file["id"]: f"{file['no']}\n{file['party']}{file['cause']}案" for file in files
            }
            links = [
                {"case_id": row["id"] // _PER_CASE, "footage_id": row["id"], "linked_at": work.at}
                for row in rows
                if row["id"] // _PER_CASE in named
            ]
            if links:
                session.execute(insert(case_footage), links)
            words = [
                {
                    "footage_id": row["id"],
                    "words": "\n".join(
                        str(part)
                        for part in (
                            *(row["name"], row["device"], row["officer"], row["section"]),
                            named.get(row["id"] // _PER_CASE, ""),
                        )
                    ).casefold(),
                }
                for row in rows
            ]
            session.execute(insert(footage_words), words)
            session.execute(
                text(f"INSERT INTO {INDEX} (rowid, tokens) VALUES (:id, :tokens)"),
                [{"id": each["footage_id"], "tokens": tokens(each["words"])} for each in words],
            )


def _recordings(chance: random.Random, first: int, last: int) -> Iterator[dict[str, object]]:
    for number in range(first, last + 1):
        at = _FROM + timedelta(seconds=number * 150 + chance.randrange(100))
        device = f"{chance.randrange(200):07}"
        health = "truncated" if number % 997 == 0 else "sound"
        kind = "photo" if number % 9 == 0 else "sidecar" if number % 10 == 0 else "video"
        yield {
            "id": number,
            "batch_id": 1,
            "name": f"{device}_{at:%Y%m%d%H%M%S}_{number % 10_000:04}.MP4",
            "path": f"PC-1/data/{number}",
            "kind": kind,
            "size_bytes": chance.randrange(10**6, 10**9),
            "sha256": f"{number:064x}",
            "sm3": f"{number:064x}",
            "imported_at": at + timedelta(hours=5),
            "device": device,
            "officer": chance.choice(_OFFICERS),
            "section": chance.choice(_SECTIONS),
            "device_time": at,
            "started_by": "name",
            "started_at": at,
            "doubts": '["unconfirmed"]' if number % 500 == 0 else "[]",
            "sequence": number,
            "container": "mp4",
            "video_codec": "h264",
            "duration_ms": chance.randrange(1_000, 1_800_000),
            "health": health,
        }


def _case_files(chance: random.Random, first: int, last: int) -> list[dict[str, object]]:
    numbers = range(-(-first // _PER_CASE), last // _PER_CASE + 1)
    return [
        {
            "id": number,
            "no": f"西教罚〔{2020 + number % 6}〕{number}号",
            "cause": chance.choice(_CAUSES),
            "party": "".join(chance.sample(_PLACES, 4)) + "培训中心",
            "kind": "penalty",
            "section": chance.choice(_SECTIONS),
            "state": "open",
            "registered_at": _FROM,
        }
        for number in numbers
        if number
    ]


def _name(case: dict[str, object]) -> str:
    return f"{case['no']}\n{case['party']}{case['cause']}案"


def _measure(desk: Desk, size: int) -> None:
    with desk.reading() as session:
        clerk = Accounts(desk).sign_in("clerk", "correct horse")
        session.rollback()
    # The founder administers and has no content; the benchmark looks as an archivist does.
    looking = type(clerk)(**{**vars(clerk), "role": type(clerk.role)("archivist")})
    catalogue = Catalogue(desk)
    day = _FROM + timedelta(seconds=size * 75)
    recorded = FootageFilter(kinds=_RECORDED)
    filters = {
        "everything": FootageFilter(),
        "recordings without sidecars": recorded,
        "one section": FootageFilter(section=_SECTIONS[0], kinds=_RECORDED),
        "one device": FootageFilter(device="0000012", kinds=_RECORDED),
        "one day": FootageFilter(used_from=day, used_until=day + timedelta(days=1)),
        "a party": FootageFilter(party="蓝天", kinds=_RECORDED),
        "a cause": FootageFilter(cause=_CAUSES[0], kinds=_RECORDED),
        "a cause and a section": FootageFilter(cause=_CAUSES[0], section=_SECTIONS[0]),
        "faulty": FootageFilter(faulty=True),
        "doubtful": FootageFilter(doubtful=True, kinds=_RECORDED),
        "in no case": FootageFilter(unfiled=True, kinds=_RECORDED),
        "word of two, rare": FootageFilter(text="蓝天", kinds=_RECORDED),
        "word of two, in a quarter": FootageFilter(text="校外", kinds=_RECORDED),
        "word in all": FootageFilter(text="mp4", kinds=_RECORDED),
        "a day in the name": FootageFilter(text=f"{day:%Y%m%d}", kinds=_RECORDED),
        "a year in the name": FootageFilter(text="2023", kinds=_RECORDED),
        "a case number": FootageFilter(text="西教罚〔2021〕7号", kinds=_RECORDED),
        "nothing there": FootageFilter(text="没有这个", kinds=_RECORDED),
    }
    print(f"{'':28}{'first page':>12}{'count':>12}{'to 10,001':>12}{'found':>12}")
    for name, where in filters.items():
        page = _timed(lambda where=where: catalogue.page(looking, where, 0, 200))
        count = _timed(lambda where=where: catalogue.count(looking, where))
        capped = _timed(lambda where=where: catalogue.count(looking, where, 10_001))
        found = catalogue.count(looking, where)
        print(f"{name:28}{page:12.1f}{count:12.1f}{capped:12.1f}{found:12,}")
    for sort in FootageSort:
        spent = _timed(lambda sort=sort: catalogue.page(looking, recorded, 0, 200, sort=sort))
        print(f"{'sorted by ' + sort.value:28}{spent:12.1f}")
    deep = _timed(lambda: catalogue.page(looking, recorded, size * 9 // 10, 200))
    print(f"{'nine tenths down':28}{deep:12.1f}")
    print(f"{'what to filter by':28}{_timed(lambda: catalogue.facets(looking)):12.1f}")


def _timed(work: Callable[[], object]) -> float:
    """The median of five runs in milliseconds."""
    spent = []
    for _ in range(5):
        begun = time.perf_counter()
        work()
        spent.append((time.perf_counter() - begun) * 1000)
    return median(spent)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [10, 1_000_000])
