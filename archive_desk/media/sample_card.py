"""A recorder's card for demonstrations and tests, with the habits and accidents of the field.

What lies on it is told in `sample_story`: split files, a double under an important name, a gap in a
take, a file cut off in the middle, photos with and without EXIF, sound, wrong clocks,
sidecars, and the hidden files that every card collects.
"""

import json
import os
import random
import shutil
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path

from archive_desk.domain.errors import InvalidInput, Unavailable, reason_of
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.media import sample_story
from archive_desk.media.encoding import (
    PhotoFacts,
    Sound,
    encode_sound,
    encode_video,
    synthesise_voice,
    write_photo,
)
from archive_desk.media.sample_story import Photo, Shot, Talk
from archive_desk.media.scenes import Recorder, filmed, still_of

PHOTO_SIZE = (1280, 720)
_SOUND_CODECS = {".wav": "pcm_s16le", ".avi": "pcm_s16le", ".mp3": "libmp3lame", ".aac": "aac"}


@dataclass(frozen=True)
class CardMaker:
    """Writes cards of one day. `zone` is where the day was, `font` letters the drawings."""

    day: date
    zone: tzinfo
    font: Path
    seed: int = 1

    def write(self, folder: Path, story: sample_story.Story, monitor: Monitor) -> None:
        """Write the card into `folder`, which must be empty or not there yet.

        Raises:
            InvalidInput: the folder holds something.
            Unavailable: it cannot be written.
            Cancelled: the person stopped; what was written stays for him to remove.
        """
        prepare_empty_folder(folder)
        recorded: list[Shot | Photo | Talk] = [*story.shots, *story.photos, *story.talks]
        total = len(recorded)
        with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 2)) as pool:
            waiting: set[Future[None]] = {
                pool.submit(self._record, folder, item) for item in recorded
            }
            try:
                while waiting:
                    finished, waiting = wait(waiting, 0.4, FIRST_COMPLETED)
                    for future in finished:
                        future.result()
                    monitor.report(total - len(waiting), total, say("正在录制演示素材"))
            finally:
                for future in waiting:
                    future.cancel()
        self._finish(folder, story)

    def _record(self, folder: Path, item: Shot | Photo | Talk) -> None:
        path = folder / self._name(item.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(item, Shot):
            self._film(path, item)
        elif isinstance(item, Photo):
            self._photograph(path, item)
        else:
            self._tape(path, item)

    def _film(self, path: Path, shot: Shot) -> None:
        pictures = filmed(
            shot.scene,
            Recorder(shot.device, shot.officer, self._clock(shot)),
            size=(shot.video.width, shot.video.height),
            frame_rate=shot.video.frame_rate,
            seconds=shot.seconds,
            font=self.font,
            progress_of=shot.progress,
        )
        voice = synthesise_voice(self.seed + shot.scene.seed, shot.seconds)
        sound = Sound(voice.samples, voice.rate, _SOUND_CODECS.get(path.suffix, "aac"))
        encode_video(
            path, shot.video, pictures, sound=sound, creation_time=self._written_time(shot)
        )
        if shot.share_kept < 1:
            os.truncate(path, int(path.stat().st_size * shot.share_kept))
        self._close(path, self._clock(shot) + timedelta(seconds=shot.seconds))

    def _photograph(self, path: Path, photo: Photo) -> None:
        taken = datetime.combine(self.day, photo.at)
        recorder = Recorder(photo.device, photo.officer, taken)
        size = PHOTO_SIZE if photo.orientation in (1, 3) else PHOTO_SIZE[::-1]
        image = still_of(photo.scene, recorder, size=size, font=self.font, share=photo.share)
        facts = PhotoFacts(taken, "Qinghe", "QH-DSJ 4", photo.device, photo.orientation)
        write_photo(path, image, facts if photo.exif else None)
        self._close(path, taken)

    def _tape(self, path: Path, talk: Talk) -> None:
        voice = synthesise_voice(self.seed + talk.voice, talk.seconds)
        encode_sound(path, Sound(voice.samples, voice.rate, _SOUND_CODECS[path.suffix]))
        begun = datetime.combine(self.day, talk.at)
        self._close(path, begun + timedelta(seconds=talk.seconds))

    def _finish(self, folder: Path, story: sample_story.Story) -> None:
        """What depends on the recordings: doubles, sidecars and the rubbish of a card."""
        for original, double in story.doubles:
            target = folder / self._name(double)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(folder / self._name(original), target)
        for path, text in story.texts:
            self._put(folder / self._name(path), self._name(text).encode())
        for path, device in story.trails:
            self._put(folder / self._name(path), self._trail(device).encode())
        for path, length in story.rubbish:
            self._put(folder / self._name(path), random.Random(self.seed).randbytes(length))

    def _put(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self._close(path, datetime.combine(self.day, sample_story.EVENING))

    def _name(self, template: str) -> str:
        """Fill in the day, in the spellings that makes of recorders use."""
        return (
            template.replace("<day>", self.day.strftime("%Y%m%d"))
            .replace("<iso-day>", self.day.isoformat())
            .replace("<car-day>", f"{_MONTHS[self.day.month - 1]}.{self.day:%d.%Y}")
        )

    def _clock(self, shot: Shot) -> datetime:
        """The recorder's own clock at the first picture."""
        fast = timedelta(seconds=shot.seconds_fast)
        return shot.lost_clock or datetime.combine(self.day, shot.at) + fast

    def _written_time(self, shot: Shot) -> datetime | None:
        """What the recorder writes into the container as UTC."""
        true = datetime.combine(self.day, shot.at, tzinfo=self.zone)
        true += timedelta(seconds=shot.seconds_fast)
        match shot.container_time:
            case "utc":
                return true
            case "utc_of_end":
                return true + timedelta(seconds=shot.seconds)
            case "local_called_utc":
                return true + (true.utcoffset() or timedelta())
            case _:
                return None

    def _close(self, path: Path, local: datetime) -> None:
        """Give the file the time at which its device closed it."""
        stamp = local.replace(tzinfo=self.zone).timestamp()
        os.utime(path, (stamp, stamp))

    def _trail(self, device: str) -> str:
        dice = random.Random(f"{self.seed}{device}")
        begun = datetime.combine(self.day, sample_story.MORNING, tzinfo=self.zone)
        points = [
            {
                "Time": (begun + timedelta(seconds=2 * step)).isoformat(),
                "Latitude": round(0.5 + step * 0.00002 + dice.random() * 0.00001, 6),
                "Longitude": round(0.5 + step * 0.00003 + dice.random() * 0.00001, 6),
            }
            for step in range(12)
        ]
        return json.dumps({"Device": device, "DataPoints": points}, ensure_ascii=False, indent=1)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def prepare_empty_folder(folder: Path) -> None:
    """Make `folder` with its parents, or make sure that it is empty.

    Raises:
        InvalidInput: it holds something, or is a file.
        Unavailable: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        occupied = next(folder.iterdir(), None) is not None
    except (FileExistsError, NotADirectoryError) as error:
        raise InvalidInput(say("{path} 不是文件夹，请另选位置。", path=folder)) from error
    except OSError as error:
        raise Unavailable(
            say(
                "无法建立文件夹 {path}：{reason}。请检查位置和写入权限。",
                path=folder,
                reason=reason_of(error),
            )
        ) from error
    if occupied:
        raise InvalidInput(
            say("文件夹 {path} 不是空的。演示数据只写入空文件夹，请另选位置。", path=folder)
        )
