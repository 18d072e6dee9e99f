"""The start of a recording as it would be recorded, for what recorders and copies really do.

Each line: the path on the card, what else is known, and the start in the office's zone or the
doubts that must be raised. Import is on 20 March 2026 at 18:00, recordings last 15 minutes.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from archive_desk.domain.arrivals import Found, HandOver, Identities
from archive_desk.domain.footage import Batch, Doubt, Kind, MediaFacts, TimeClaim, TimeSource
from archive_desk.domain.ids import BatchId
from archive_desk.media.copying import Digests
from archive_desk.media.probe import Probed
from archive_desk.media.recorders.families import read_families
from archive_desk.media.recorders.reading import Reader
from archive_desk.media.recorders.sidecars import SidecarFacts
from archive_desk.media.scanning import recognise
from archive_desk.paths import resources
from archive_desk.services.describing import Brought, Surroundings, describe

ZONE = ZoneInfo("Asia/Shanghai")
FAMILIES = read_families(resources() / "recorders")
READER = Reader(FAMILIES, zone=ZONE, known=Identities())
NOW = datetime(2026, 3, 20, 18, 0, tzinfo=ZONE)
BATCH = Batch(BatchId(1), "2026-0001", "/card", NOW, None, "示例")
MINUTES_15 = 900_000

REC = "8888888_012345_20260314093015_0001.mp4"
START = "2026-03-14 09:30:15"
END = "2026-03-14 09:45:15"
UTC_START, UTC_END = "2026-03-14T01:30:15Z", "2026-03-14T01:45:15Z"
LOCAL_AS_UTC, LOCAL_END_AS_UTC = "2026-03-14T09:30:15Z", "2026-03-14T09:45:15Z"
D = Doubt

CASES = [
    # A recorder's own name against what its container says.
    (REC, {}, START, ()),
    (REC, {"container": UTC_START}, START, ()),
    (REC, {"container": "2026-03-14T01:30:18Z"}, START, ()),
    (REC, {"container": UTC_END}, START, (D.END_INSTEAD_OF_START,)),
    (REC, {"container": "2026-03-14T01:45:17Z"}, START, (D.END_INSTEAD_OF_START,)),
    (REC, {"container": LOCAL_AS_UTC}, START, (D.UTC_MISLABELLED,)),
    (REC, {"container": LOCAL_END_AS_UTC}, START, (D.UTC_MISLABELLED_END,)),
    (REC, {"container": "2026-03-14T01:37:15Z"}, START, (D.SOURCES_DISAGREE,)),
    (REC, {"container": "1904-01-01T00:00:00Z"}, START, ()),
    (REC, {"container": "1970-01-01T00:00:00Z"}, START, ()),
    (REC, {"container": UTC_END, "length": None}, START, (D.SOURCES_DISAGREE,)),
    # The time of the file: how it was closed, and what copying did to it.
    (REC, {"closed": END}, START, ()),
    (REC, {"closed": "2026-03-20 17:55:00"}, START, ()),
    (REC, {"container": UTC_START, "closed": "1980-01-01 00:00:00"}, START, ()),
    # Other makes of names.
    ("012345_8888888_20260314093015_0001.mp4", {"container": UTC_START}, START, ()),
    ("DSJ-A1_012345_20260314093015_0001.mp4", {}, START, ()),
    ("DCIM/101ANDRO/DSJ-A1/012345/20260314/20260314093015_0001IMP.mp4", {}, START, ()),
    (
        "DCIM/100ANDRO/DSJ-A1/012345/20260313/20260314093015_0001.mp4",
        {},
        START,
        (D.SOURCES_DISAGREE,),
    ),
    ("21020010001312345678202603140930150007.mp4", {}, START, ()),
    ("012345_B8A44F1_20260314_093015/20260314_093015_4F2A.mkv", {}, START, ()),
    ("012345_B8A44F1_20260314_093015/clip.mkv", {"container": UTC_START}, START, ()),
    ("CAR07_Mar.14.2026_09.30.15+.avi", {"closed": END}, START, ()),
    ("VID_20260314_093015.mp4", {"container": UTC_END}, START, (D.END_INSTEAD_OF_START,)),
    ("PXL_20260314_013015144.mp4", {"container": UTC_END}, START, (D.END_INSTEAD_OF_START,)),
    ("PXL_20260314_013015144.mp4", {"container": UTC_START}, START, ()),
    ("录音 2026-03-14 09-30-15.wav", {}, START, ()),
    # A name in world time although its make does not say so looks like a container in local time.
    ("VID_20260314_013015.mp4", {"container": UTC_START}, None, (D.UTC_MISLABELLED,)),
    (REC, {"container": "2026-03-13T17:30:15Z"}, START, (D.ZONE_DIFFERENCE,)),
    (
        "VID_20260314_013015.mp4",
        {"container": "2026-03-13T17:30:15Z"},
        "2026-03-14 01:30:15",
        (),
    ),
    # No name to go by: the container, judged by when the file was closed.
    ("补拍.mp4", {"container": UTC_START, "closed": END}, START, ()),
    ("补拍.mp4", {"container": UTC_END, "closed": END}, END, (D.END_INSTEAD_OF_START,)),
    (
        "补拍.mp4",
        {"container": LOCAL_AS_UTC, "closed": END},
        "2026-03-14 17:30:15",
        (D.UTC_MISLABELLED,),
    ),
    (
        "补拍.mp4",
        {"container": LOCAL_END_AS_UTC, "closed": END},
        "2026-03-14 17:45:15",
        (D.UTC_MISLABELLED_END,),
    ),
    (
        "补拍.mp4",
        {"container": UTC_START, "closed": "2026-03-20 17:00:01"},
        START,
        (D.UNCONFIRMED,),
    ),
    # Nothing but the time of the file.
    ("补拍.mp4", {"closed": END}, START, (D.FROM_CLOSING,)),
    ("补拍.mp4", {"closed": "2026-03-14 09:45:16"}, "2026-03-14 09:30:16", "fat"),
    ("补拍.mp4", {"closed": END, "length": None}, END, (D.UNCONFIRMED,)),
    ("补拍.mp4", {}, None, (D.NO_TIME,)),
    # A sidecar speaks where the name does not, and is compared where it does.
    ("clip.mp4", {"sidecar": START}, START, ()),
    (REC, {"sidecar": START}, START, ()),
    (REC, {"sidecar": "2026-03-14 10:30:15"}, START, (D.SOURCES_DISAGREE,)),
    # Photos: EXIF agrees, disagrees, or has been lost by the firmware.
    ("IMG_20260314_093015.jpg", {"exif": START}, START, ()),
    ("IMG_20260314_093015.jpg", {"exif": "2026-03-14 09:41:15"}, START, (D.SOURCES_DISAGREE,)),
    ("现场.jpg", {"exif": START, "closed": "2026-03-20 17:00:00"}, START, ()),
    ("_8888888_012345_20260314093015_0004.jpg", {}, START, ()),
    ("现场.jpg", {"closed": START}, START, (D.UNCONFIRMED,)),
    # Clocks that were reset, and clocks that run ahead.
    ("DSJ-A1_012352_20150101000412_0001.mp4", {}, "2015-01-01 00:04:12", (D.CLOCK_RESET,)),
    (
        "DSJ-A1_012352_20150101000412_0001.mp4",
        {"container": UTC_START},
        "2015-01-01 00:04:12",
        (D.SOURCES_DISAGREE, D.CLOCK_RESET),
    ),
    ("8888888_012345_20000101000000_0001.mp4", {}, "2000-01-01 00:00:00", (D.CLOCK_RESET,)),
    ("8888888_012345_20260320183000_0001.mp4", {}, "2026-03-20 18:30:00", (D.FUTURE,)),
    ("8888888_012345_20270314093015_0001.mp4", {}, "2027-03-14 09:30:15", (D.FUTURE,)),
    ("8888888_012345_20260101083000_0001.mp4", {}, "2026-01-01 08:30:00", ()),
    # Hostile and unknown: digits that are no date, clocks of the far future, FAT's own zero.
    ("8888888_012345_20260230093015_0001.mp4", {"container": UTC_START, "closed": END}, START, ()),
    ("8888888_012345_20260314250000_0001.mp4", {"container": UTC_START, "closed": END}, START, ()),
    (REC, {"container": "2036-02-07T06:28:15Z"}, START, (D.SOURCES_DISAGREE,)),
    ("补拍.mp4", {"container": "2036-02-07T06:28:15Z"}, None, (D.UNCONFIRMED, D.FUTURE)),
    (
        "补拍.mp4",
        {"closed": "1980-01-01 00:00:00"},
        None,
        (D.FROM_CLOSING, D.TWO_SECONDS, D.CLOCK_RESET),
    ),
    ("补拍.mp4", {"container": "1904-01-01T00:00:00Z"}, None, (D.UNCONFIRMED, D.CLOCK_RESET)),
    # A name to the minute: the container knows the second, or nobody does.
    ("AXON_Body_3_Video_2026-03-14_0930.mp4", {}, "2026-03-14 09:30:00", (D.WHOLE_MINUTE,)),
    ("AXON_Body_3_Video_2026-03-14_0930.mp4", {"container": UTC_START}, START, ()),
    # A later clip of a recording whose folder bears the start of the whole.
    ("012345_B8A44F123456_20260314_090015/20260314_093015_4F2A.mkv", {}, START, ()),
]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def recorded(path: str, known: dict):
    kind = FAMILIES.kind_of(path)
    closed = known.get("closed")
    modified_ns = 0 if closed is None else round(local(closed).timestamp() * 1e9)
    seen = READER.read(path) if closed is None else recognise(READER, path, modified_ns)
    claims = []
    if "container" in known:
        at = datetime.fromisoformat(known["container"])
        claims.append(TimeClaim(TimeSource.CONTAINER, at, known["container"], zoned=True))
    if "exif" in known:
        claims.append(TimeClaim(TimeSource.EXIF, local(known["exif"])))
    beside = SidecarFacts()
    if "sidecar" in known:
        beside = SidecarFacts(start=TimeClaim(TimeSource.SIDECAR, local(known["sidecar"])))
    length = None if kind is Kind.PHOTO else known.get("length", MINUTES_15)
    brought = Brought(
        Found(path, path.encode(), kind, 1, modified_ns, seen),
        "b/data/1",
        Digests(1, "0" * 64, "0" * 64),
        Probed(MediaFacts(duration_ms=length), tuple(claims)),
        beside,
    )
    return describe(brought, Surroundings(BATCH, HandOver(), {}, ZONE), NOW)


@pytest.mark.parametrize(
    ("path", "known", "start", "doubts"), CASES, ids=[f"{n}-{c[0]}" for n, c in enumerate(CASES)]
)
def test_the_right_start_is_chosen_or_the_right_doubt_raised(path, known, start, doubts):
    footage = recorded(path, known)

    if doubts == "fat":
        doubts = (D.FROM_CLOSING, D.TWO_SECONDS)
    assert footage.doubts == doubts
    if start is not None:
        expected = local(start)
        assert footage.started_at is not None
        assert abs(footage.started_at - expected) < timedelta(seconds=1)


def test_there_are_at_least_forty_of_them():
    assert len(CASES) >= 40


def test_no_time_is_ever_thrown_away():
    footage = recorded(REC, {"container": UTC_END, "closed": END, "sidecar": START})

    assert [claim.source for claim in footage.claims] == [
        TimeSource.NAME,
        TimeSource.SIDECAR,
        TimeSource.CONTAINER,
        TimeSource.MTIME,
    ]
    assert footage.claims[2].at == datetime(2026, 3, 14, 1, 45, 15, tzinfo=UTC)
