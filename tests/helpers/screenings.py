"""An archive with a numbered recording, a photo and a sound in it, taken in from a card."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from archive_desk.domain.arrivals import Outcome
from archive_desk.domain.ids import FootageId
from archive_desk.media.encoding import VideoFormat
from tests.helpers import recordings
from tests.helpers.archives import Office
from tests.helpers.numbered import SIZE, even_times, record_numbers
from tests.helpers.taking_in import take_in

RATE = Fraction(25)
PICTURES = 100
NAME = "8810021_012345_20261119093015_0001.mp4"


@dataclass(frozen=True)
class Screening:
    """What was taken in, and where the numbered recording came from."""

    video: FootageId
    photo: FootageId
    sound: FootageId
    sidecar: FootageId
    broken: FootageId
    source: Path


def screening(office: Office, folder: Path) -> Screening:
    """Take a small card in: four seconds of numbers, a turned photo, sound, a video cut off."""
    video = VideoFormat(*SIZE, RATE, key_frame_every=25)
    card = folder / "CARD"
    card.mkdir(parents=True)
    record_numbers(card / NAME, video, even_times(PICTURES, RATE), sound=True)
    (card / NAME).with_suffix(".vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nx\n", "utf-8")
    recordings.photo(
        card / "8810021_012345_20261119093140_0002.jpg",
        taken="2026:11:19 09:31:40",
        orientation=6,
        size=(160, 90),
    )
    recordings.sound(card / "8810021_012345_20261119094000_0003.wav", seconds=3)
    broken = recordings.video(card / "8810021_012345_20261119095000_0004.mp4", seconds=2)
    recordings.cut(broken, 0.5)
    receipt = take_in(office, card)
    ids = {line.source: line.footage_id for line in receipt.of(Outcome.IMPORTED)}
    video, photo, sound, sidecar, cut_off = (
        next(key for source, key in ids.items() if key and source.endswith(ending))
        for ending in ("_0001.mp4", ".jpg", ".wav", ".vtt", "_0004.mp4")
    )
    return Screening(video, photo, sound, sidecar, cut_off, card / NAME)
