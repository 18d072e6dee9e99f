"""Three earlier days of the demonstration office, so that its archive has a past."""

from dataclasses import replace
from datetime import time

from archive_desk.media.sample_story import (
    CLASS,
    CLASS_SIDE,
    FRONT,
    FRONT_LEAVING,
    HALL,
    KITCHEN,
    MJPEG,
    ROAD,
    SCHOOL,
    SHARP,
    TABLE,
    Photo,
    Shot,
    Story,
    Talk,
)

_CARD = "DCIM/100ANDRO"
_OWN = "DCIM/100ANDRO/8810047/012353/<day>"


def _first(name: str) -> str:
    return f"{_CARD}/8810021_012345_<day>{name}"


def _second(name: str) -> str:
    return f"{_CARD}/012346_8810034_<day>{name}"


_A, _B, _C, _D = "8810021", "012345", "8810034", "012346"
FAST = 4
"""By so many seconds the second officer's recorder is ahead on the day of the inspection."""
_LIGHT = replace(SHARP, width=960, height=540)

UNLICENSED_SCHOOL = Story(
    shots=(
        Shot(_first("091502_0011.mp4"), FRONT, _A, _B, time(9, 15, 2), 5, video=_LIGHT),
        Shot(_first("091507_0012.mp4"), HALL, _A, _B, time(9, 15, 7), 5),
        Shot(_first("091512_0013.mp4"), CLASS, _A, _B, time(9, 15, 12), 5),
        Shot(_first("091648_0014.mp4"), FRONT_LEAVING, _A, _B, time(9, 16, 48), 4),
        # The second officer's recorder at the same act; its clock is four seconds fast all day.
        Shot(
            _second("091509_0019.mp4"),
            HALL,
            _C,
            _D,
            time(9, 15, 5),
            6,
            (0.2, 0.7),
            seconds_fast=FAST,
        ),
        Shot(_second("091515_0020.mp4"), CLASS_SIDE, _C, _D, time(9, 15, 11), 7, seconds_fast=FAST),
        Shot(_second("140005_0021.mp4"), TABLE, _C, _D, time(14, 0, 1), 5, seconds_fast=FAST),
    ),
    photos=(Photo(_first("091540_0015.jpg"), CLASS, _A, _B, time(9, 15, 40), 0.6),),
    talks=(Talk(_second("140300_0022.wav"), time(14, 3), 6, 31),),
    doubles=((_first("091512_0013.mp4"), "DCIM/101ANDRO/8810021_012345_<day>091512_0013IMP.mp4"),),
)
"""A tutoring business without a licence, inspected by two recorders; the interview afterwards."""

SCHOOL_KITCHEN = Story(
    shots=(
        Shot(f"{_OWN}/<day>101500_0031.mp4", SCHOOL, "8810047", "012353", time(10, 15), 4),
        Shot(f"{_OWN}/<day>101504_0032.mp4", KITCHEN, "8810047", "012353", time(10, 15, 4), 5),
        Shot(
            f"{_OWN}/<day>102010_0033.mp4",
            KITCHEN,
            "8810047",
            "012353",
            time(10, 20, 10),
            4,
            share_kept=0.55,
        ),
    ),
    photos=(
        Photo(f"{_OWN}/<day>101620_0034.jpg", KITCHEN, "8810047", "012353", time(10, 16, 20), 0.3),
        Photo(
            f"{_OWN}/<day>101655_0035.jpg",
            SCHOOL,
            "8810047",
            "012353",
            time(10, 16, 55),
            orientation=6,
        ),
    ),
)
"""A school's kitchen looked over; one file broke off."""

PATROL = Story(
    shots=(
        Shot(
            "<iso-day>/PATROL01_<car-day>_16.05.20.avi",
            ROAD,
            "PATROL01",
            "",
            time(16, 5, 20),
            4,
            container_time="none",
            video=MJPEG,
        ),
        Shot(_first("165000_0041.mp4"), HALL, _A, _B, time(16, 50), 4),
    ),
)
"""A patrol by car and a visit on foot."""

OLD_VISIT = Story(
    shots=(),
    photos=(
        Photo(_first("091005_0001.jpg"), FRONT, _A, _B, time(9, 10, 5)),
        Photo(_first("091230_0002.jpg"), CLASS, _A, _B, time(9, 12, 30)),
    ),
)
"""Two pictures of a visit years ago, brought in afterwards; their term has ended."""
