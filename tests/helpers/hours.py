"""Long recordings made quickly: a short one encoded, its packets repeated; and takes of them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

import av

from archive_desk.domain.ids import FootageId, TakeId
from archive_desk.media.encoding import VideoFormat
from tests.helpers.archives import Office
from tests.helpers.case_files import NINE
from tests.helpers.footage import new_take, stored
from tests.helpers.numbered import even_times, record_numbers

CLIP_S = 10
DEVICE = "8810021"


def encode_clip(path: Path, *, size: tuple[int, int] = (64, 36), rate: int = 5) -> Path:
    """Ten seconds of numbered pictures with sound, a key frame each two seconds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    video = VideoFormat(*size, Fraction(rate), key_frame_every=2 * rate, b_frames=0)
    record_numbers(path, video, even_times(CLIP_S * rate, Fraction(rate)), sound=True)
    return path


def repeat_clip(clip: Path, path: Path, times: int) -> Path:
    """The clip `times` over, without encoding anything."""
    with av.open(str(path), "w") as copy, av.open(str(clip)) as pattern:
        # A stream that is added after the first packet is none.
        pairs = {each.index: copy.add_stream_from_template(each) for each in pattern.streams}
        last: dict[int, int] = {}
        for number in range(times):
            with av.open(str(clip)) as source:
                for packet in source.demux():
                    if packet.dts is None or packet.pts is None or not packet.size:
                        continue
                    index = packet.stream.index
                    shift = round(number * CLIP_S / packet.stream.time_base)
                    packet.pts += shift
                    packet.dts += shift
                    # Sound begins a little before its pictures and ends a little after them.
                    if packet.dts <= last.get(index, packet.dts - 1):
                        continue
                    last[index] = packet.dts
                    packet.stream = pairs[index]
                    copy.mux(packet)
    return path


def take_in_parts(
    office: Office,
    folder: Path,
    *,
    parts: int = 12,
    clips: int = 30,
    gaps: Mapping[int, float] | None = None,
    start: datetime = NINE,
    size: tuple[int, int] = (64, 36),
    rate: int = 5,
    device: str = DEVICE,
) -> list[FootageId]:
    """A take of `parts` recordings of `clips` × 10 s; `gaps` are seconds missing after a part.

    Without more words: an hour in twelve segments, two minutes missing after the fourth and 45
    seconds after the ninth.
    """
    missing = {4: 120.0, 9: 45.0} if gaps is None else gaps
    clip = encode_clip(folder / "clip.mp4", size=size, rate=rate)
    whole = repeat_clip(clip, folder / "whole.mp4", clips)
    clip.unlink()
    take: TakeId = new_take(office)
    made, at = [], start
    for number in range(1, parts + 1):
        name = f"{device}_012345_{number:04}.mp4"
        path = whole.rename(folder / name)
        length = timedelta(seconds=clips * CLIP_S)
        made.append(
            stored(
                office,
                path,
                name=name,
                device=device,
                officer="012345",
                started_at=at,
                device_time=at,
                sequence=number,
                take_id=take,
                duration_ms=round(length / timedelta(milliseconds=1)),
                sha256=f"{int(device)}{number:04}".rjust(64, "0"),
                width=size[0],
                height=size[1],
                audio_codec="aac",
                video_codec="h264",
            )
        )
        whole = path.rename(folder / "whole.mp4")
        at += length + timedelta(seconds=missing.get(number, 0))
    whole.unlink()
    return made
