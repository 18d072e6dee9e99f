"""What a demonstration card shows: two inspections, an interview and a patrol of one invented day.

Paths are relative to the card; `<day>` and its kin stand for the day. All names and numbers are
invented.
"""

from dataclasses import dataclass, field
from datetime import datetime, time
from fractions import Fraction

from archive_desk.media.encoding import VideoFormat
from archive_desk.media.scenes import Scene, Walker

MORNING, EVENING = time(9, 30, 15), time(18, 30)


@dataclass(frozen=True)
class Shot:
    """A video: where it lies, what it shows, and what its recorder does with time.

    `at` is the true time of the first picture. The recorder's clock is `seconds_fast` ahead of it,
    or shows `lost_clock` where it has lost its way.
    `container_time` is `utc`, `utc_of_end`, `local_called_utc` or `none`. `share_kept` below 1 cuts
    the file off there. `progress` is which part of the scene's movement it shows.
    """

    path: str
    scene: Scene
    device: str
    officer: str
    at: time
    seconds: int
    progress: tuple[float, float] = (0.0, 1.0)
    container_time: str = "utc"
    lost_clock: datetime | None = None
    seconds_fast: int = 0
    share_kept: float = 1.0
    video: VideoFormat = field(default_factory=VideoFormat)


@dataclass(frozen=True)
class Photo:
    """A photo taken at `at`; without `exif` the firmware has lost it."""

    path: str
    scene: Scene
    device: str
    officer: str
    at: time
    share: float = 0.4
    orientation: int = 1
    exif: bool = True


@dataclass(frozen=True)
class Talk:
    """A sound recording."""

    path: str
    at: time
    seconds: int
    voice: int


@dataclass(frozen=True)
class Story:
    """Everything on a card; `doubles` are pairs of a file and its copy, `rubbish` has sizes."""

    shots: tuple[Shot, ...]
    photos: tuple[Photo, ...] = ()
    talks: tuple[Talk, ...] = ()
    doubles: tuple[tuple[str, str], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    trails: tuple[tuple[str, str], ...] = ()
    rubbish: tuple[tuple[str, int], ...] = ()


_BLUE, _RED, _GREEN, _GREY = "#31506e", "#8a4b3c", "#3f6b52", "#5a5f68"
FRONT = Scene(
    "shop_front",
    "启明星课外辅导中心",
    (Walker(_BLUE, 0.05, 0.55), Walker(_GREY, 0.95, 0.5, 0.9, 0.44)),
    3,
)
FRONT_LEAVING = Scene(
    "shop_front", "启明星课外辅导中心", (Walker(_BLUE, 0.5, 0.02), Walker(_GREY, 0.55, 0.12)), 4
)
HALL = Scene(
    "corridor",
    "安全出口",
    (Walker(_BLUE, 0.3, 0.62, 0.95, 0.5), Walker(_GREEN, 0.62, 0.5, 0.8, 0.34)),
    5,
)
CLASS = Scene(
    "classroom",
    "数学提高班",
    (Walker(_RED, 0.85, 0.4, 0.78, 0.44), Walker(_BLUE, 0.08, 0.3, 0.97, 0.56)),
    6,
)
CLASS_SIDE = Scene(
    "classroom",
    "数学提高班",
    (Walker(_BLUE, 0.7, 0.9, 0.97, 0.56), Walker(_RED, 0.4, 0.55, 0.78, 0.44)),
    7,
)
TABLE = Scene("interview_room", "询 问 室", (), 8)
KITCHEN = Scene(
    "canteen",
    "学生食堂后厨",
    (Walker("#e6e9ea", 0.15, 0.5, 0.9, 0.52), Walker(_GREEN, 0.9, 0.7, 0.97, 0.58)),
    9,
)
SCHOOL = Scene("corridor", "食堂", (Walker(_GREEN, 0.35, 0.6, 0.95, 0.5),), 10)
ROAD = Scene("road", "学府路", (), 11)
ROAD_SIDE = Scene("road", "书院街", (Walker(_GREY, 0.1, 0.3, 0.86, 0.3),), 12)

MJPEG = VideoFormat(codec="mjpeg", pixel_format="yuvj420p", frame_rate=Fraction(10))
_HEVC = VideoFormat(codec="libx265", frame_rate=Fraction(30000, 1001), time_base=None)
SHARP = VideoFormat(width=1280, height=720, frame_rate=Fraction(25), key_frame_every=50)
_FRAGMENTED = VideoFormat(container={"movflags": "frag_keyframe+empty_moov"})

_CARD = "DCIM/100ANDRO"
_OWN = "DCIM/100ANDRO/8810047/012353/<day>"
_WORN = "012345_8810058_<day>_160000"

INSPECTION_DAY = Story(
    shots=(
        # One take in three files without a break; then a gap of 95 seconds, and on.
        Shot(
            f"{_CARD}/8810021_012345_<day>093015_0001.mp4",
            FRONT,
            "8810021",
            "012345",
            time(9, 30, 15),
            6,
            video=SHARP,
        ),
        Shot(
            f"{_CARD}/8810021_012345_<day>093021_0002.mp4",
            HALL,
            "8810021",
            "012345",
            time(9, 30, 21),
            6,
        ),
        Shot(
            f"{_CARD}/8810021_012345_<day>093027_0003.mp4",
            CLASS,
            "8810021",
            "012345",
            time(9, 30, 27),
            6,
        ),
        Shot(
            f"{_CARD}/8810021_012345_<day>093208_0004.mp4",
            CLASS_SIDE,
            "8810021",
            "012345",
            time(9, 32, 8),
            5,
        ),
        Shot(
            f"{_CARD}/8810021_012345_<day>093213_0005.mp4",
            FRONT_LEAVING,
            "8810021",
            "012345",
            time(9, 32, 13),
            5,
        ),
        # The battery came loose while this file was open.
        Shot(
            f"{_CARD}/8810021_012345_<day>103000_0006.mp4",
            TABLE,
            "8810021",
            "012345",
            time(10, 30),
            6,
            share_kept=0.62,
        ),
        # A second recorder at the same place, with the fields of its names the other way round.
        Shot(
            f"{_CARD}/012346_8810034_<day>093018_0001.mp4",
            CLASS_SIDE,
            "8810034",
            "012346",
            time(9, 30, 18),
            6,
            (0.0, 0.5),
        ),
        Shot(
            f"{_CARD}/012346_8810034_<day>093024_0002.mp4",
            CLASS_SIDE,
            "8810034",
            "012346",
            time(9, 30, 24),
            6,
            (0.5, 1.0),
        ),
        # This one lost its clock; only the container, set by the docking station, is right.
        Shot(
            f"{_CARD}/DSJ-A1_012352_20150101000412_0001.mp4",
            SCHOOL,
            "DSJ-A1",
            "012352",
            time(14, 10, 5),
            5,
            lost_clock=datetime.fromisoformat("2015-01-01T00:04:12"),
        ),
        Shot(
            f"{_CARD}/DSJ-A1_012352_20150101000417_0002.mp4",
            KITCHEN,
            "DSJ-A1",
            "012352",
            time(14, 10, 10),
            5,
            lost_clock=datetime.fromisoformat("2015-01-01T00:04:17"),
        ),
        # Identity in the folders only, local time written as if it were UTC, power-safe fragments.
        Shot(
            f"{_OWN}/<day>141002_0001.mp4",
            KITCHEN,
            "8810047",
            "012353",
            time(14, 10, 2),
            6,
            container_time="local_called_utc",
            video=_FRAGMENTED,
        ),
        # A worn recorder that keeps one folder for each recording.
        Shot(
            f"{_WORN}/<day>_160000_A1.mkv", HALL, "8810058", "012345", time(16, 0), 4, video=_HEVC
        ),
        # A car's camera; `+` continues the file before it.
        Shot(
            "<iso-day>/PATROL01_<car-day>_17.42.10.avi",
            ROAD,
            "PATROL01",
            "",
            time(17, 42, 10),
            5,
            container_time="none",
            video=MJPEG,
        ),
        Shot(
            "<iso-day>/PATROL01_<car-day>_17.42.15+.avi",
            ROAD_SIDE,
            "PATROL01",
            "",
            time(17, 42, 15),
            5,
            container_time="none",
            video=MJPEG,
        ),
        # A station's own numbering, and a telephone with a name that nobody can read.
        Shot(
            "EXPORT/21020000001320000047<day>1500120001.mp4",
            SCHOOL,
            "8810047",
            "012353",
            time(15, 0, 12),
            4,
        ),
        Shot(
            "手机补拍/食堂门口补拍.mp4",
            KITCHEN,
            "phone",
            "",
            time(15, 20, 40),
            4,
            container_time="utc_of_end",
        ),
    ),
    photos=(
        Photo(
            f"{_CARD}/8810021_012345_<day>093140_0007.jpg",
            FRONT,
            "8810021",
            "012345",
            time(9, 31, 40),
            0.7,
            exif=False,
        ),
        Photo(f"{_OWN}/<day>141130_0002.jpg", KITCHEN, "8810047", "012353", time(14, 11, 30)),
        Photo(
            f"{_OWN}/<day>141152_0003.jpg",
            SCHOOL,
            "8810047",
            "012353",
            time(14, 11, 52),
            orientation=6,
        ),
        Photo(f"{_OWN}/<day>141215_0004.jpg", KITCHEN, "8810047", "012353", time(14, 12, 15), 0.9),
    ),
    talks=(
        Talk(f"{_CARD}/012346_8810034_<day>103500_0003.wav", time(10, 35), 8, 21),
        Talk(f"{_OWN}/<day>142500_0005.mp3", time(14, 25), 6, 22),
        Talk("AUDIO/8810021_012345_<day>104200_0008.aac", time(10, 42), 6, 23),
    ),
    doubles=(
        (
            f"{_CARD}/8810021_012345_<day>093027_0003.mp4",
            "DCIM/101ANDRO/8810021_012345_<day>093027_0003IMP.mp4",
        ),
    ),
    texts=(
        (
            f"{_CARD}/8810021_012345_<day>093015_0001.vtt",
            "WEBVTT\n\n00:00.000 --> 00:06.000\n"
            '{"officer": "012345", "device": "8810021", "day": "<iso-day>"}\n',
        ),
        (
            "LOG/8810021.log",
            "<iso-day> 09:29:58 POWER ON  battery 93%\n<iso-day> 09:30:15 RECORD START 0001\n"
            "<iso-day> 09:30:33 RECORD STOP\n<iso-day> 09:32:08 RECORD START 0004\n"
            "<iso-day> 10:30:04 POWER LOST\n",
        ),
        (f"{_WORN}/<day>_160000_A1.metadata.json", '{"user": "012345", "device": "8810058"}\n'),
        (f"{_WORN}/bookmark_<day>160002_A1", "1\n"),
        (f"{_WORN}/complete", ""),
    ),
    trails=(
        (f"{_CARD}/8810021_012345_<day>093015_0001.json", "8810021"),
        (f"{_WORN}/<day>_160000_A1_gpstrail.json", "8810058"),
    ),
    rubbish=(
        (f"{_CARD}/._8810021_012345_<day>093015_0001.mp4", 4096),
        (f"{_CARD}/.thumbnails/8810021_012345_<day>093015_0001.jpg", 2100),
        (f"{_CARD}/Thumbs.db", 7168),
        ("DCIM/SEGTEMP/<day>093010_0000.mp4", 9000),
        ("System Volume Information/WPSettings.dat", 12),
    ),
)
"""A working day of four recorders, a patrol car and a telephone."""
