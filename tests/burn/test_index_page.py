"""The disc's own page in a real browser, opened from the disc's files, without a network."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archive_desk.burn import contents, image, structure
from archive_desk.domain.disc_catalogue import CatalogueMark
from archive_desk.domain.discs import Part
from archive_desk.domain.footage import Kind
from archive_desk.domain.ids import FootageId
from archive_desk.domain.work import Unwatched
from tests.burn.conftest import MADE_AT, extract_by_7zip, make_catalogue, volume_of
from tests.helpers import chromium, recordings
from tests.helpers.chromium import Chromium


@pytest.fixture(scope="module")
def disc(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A disc as 7-Zip takes it apart: a recording that plays, a photo, and what does not play."""
    folder = tmp_path_factory.mktemp("page")
    catalogue, _ = make_catalogue(folder)
    files = [
        recordings.video(folder / "0001_告知.mp4", seconds=4, faststart=True, sound=True),
        recordings.photo(folder / "0002_现场.jpg"),
        folder / "0003_旧执法仪.avi",
        folder / "0004_大文件.mp4.002",
    ]
    files[2].write_bytes(b"RIFF\x10\0\0\0AVI " + bytes(5000))
    files[3].write_bytes(bytes(5000))
    facts = [
        (Kind.VIDEO, "现场检查", "h264"),
        (Kind.PHOTO, "门面照片", ""),
        (Kind.VIDEO, "旧执法仪录像", "avi mjpeg"),
        (Kind.VIDEO, "长录像", "mp4 hevc"),
    ]
    entries = []
    for number, (file, (kind, title, form)) in enumerate(zip(files, facts, strict=True)):
        data = file.read_bytes()
        made = contents.made_entry(f"电子档案/2026/案卷/{file.name}", data, MADE_AT)
        entries.append(
            replace(
                catalogue.entries[number],
                kind=kind,
                title=title,
                format=form,
                path=made.path,
                name=file.name[5:],
                size_bytes=len(data),
                sha256=made.sha256,
                sm3="",
                started_at=MADE_AT + timedelta(minutes=number),
                marks=(CatalogueMark(2000, "告知", "权利和义务 <b>"),) if not number else (),
                part=Part(2, 3, 0) if number == 3 else catalogue.entries[0].part,
            )
        )
    catalogue = replace(catalogue, entries=tuple(entries))
    sources = {entry.footage_id: file for entry, file in zip(entries, files, strict=True)}
    thumbnail = files[1].read_bytes()
    listed = contents.entries_of(catalogue, sources, {FootageId(1): thumbnail})
    # The last is a part, whose original the page does not need.
    listed = [replace(each, source_bytes=None, offset_bytes=0) for each in listed]
    iso = folder / "a.iso"
    image.build(structure.lay_out(listed, volume_of(catalogue)), iso, Unwatched())
    return extract_by_7zip(iso, "udf", folder / "disc")


@pytest.fixture(scope="module")
def page(disc: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    program = chromium.find()
    if program is None:
        pytest.skip("no Chromium is installed")
    with Chromium(program, tmp_path_factory.mktemp("profile")) as browser:
        browser.open(disc / "index.html")
        yield browser


ROWS = "[...document.querySelectorAll('.row .name')].map((row) => row.textContent)"


def search(page: Chromium, words: str) -> list[str]:
    page.evaluate(
        f"{{ const box = document.getElementById('search'); box.value = '{words}';"
        "box.dispatchEvent(new Event('input')) }"
    )
    return page.evaluate(ROWS)


def close(page: Chromium) -> None:
    page.evaluate("document.getElementById('close').click()")


def opened(page: Chromium, number: int) -> None:
    page.evaluate(f"document.querySelectorAll('button.row')[{number}].click()")


@pytest.mark.skipif(chromium.find() is None, reason="no Chromium is installed")
class TestInChromium:
    def test_everything_of_the_set_is_listed_with_its_picture_and_time(
        self, page: Chromium
    ) -> None:
        shown = search(page, "")
        assert shown[:4] == ["现场检查", "门面照片", "旧执法仪录像", "长录像"]
        assert len(shown) == 5
        assert page.evaluate("document.querySelector('.when b').textContent") == "09:05:07"
        page.wait_for("document.querySelector('.picture img').naturalWidth > 0")

    def test_it_is_searched_in_chinese_marks_included(self, page: Chromium) -> None:
        assert search(page, "权利") == ["现场检查"]
        assert search(page, "门面 照片") == ["门面照片"]
        assert search(page, "没有这个") == []
        assert "没有符合条件" in page.evaluate("document.getElementById('list').textContent")

    def test_a_recording_plays_and_a_mark_leads_to_its_moment(self, page: Chromium) -> None:
        search(page, "")
        opened(page, 0)
        page.evaluate("document.querySelector('#marks button').click()")
        page.evaluate("document.querySelector('video').play()")
        page.wait_for("document.querySelector('video').currentTime > 2.2")
        assert page.evaluate("document.querySelector('video').videoWidth") == recordings.WIDTH
        assert page.evaluate("document.getElementById('clock').textContent").startswith(
            "2026-11-20 09:05:09"
        )
        assert "<b>" in page.evaluate("document.querySelector('#marks button').textContent")
        close(page)

    def test_what_a_browser_cannot_play_is_offered_as_a_file(self, page: Chromium) -> None:
        search(page, "旧执法仪")
        opened(page, 0)
        page.wait_for("document.getElementById('stage').textContent.includes('VLC')")
        assert page.evaluate("document.getElementById('clock').textContent").endswith("09:07:07")
        assert "avi mjpeg" in page.evaluate("document.getElementById('stage').textContent")
        assert page.evaluate("document.getElementById('open').href").startswith("file:")
        close(page)
        search(page, "长录像")
        opened(page, 0)
        page.wait_for("document.getElementById('stage').textContent.includes('第 2 段')")
        close(page)

    def test_nothing_but_the_discs_own_files_was_asked_for(
        self, page: Chromium, disc: Path
    ) -> None:
        search(page, "")
        assert page.requests
        assert {address.partition(":")[0] for address in page.requests} <= {"file", "data", "about"}
        assert all(
            address.startswith(disc.as_uri()) or not address.startswith("file:")
            for address in page.requests
        )
