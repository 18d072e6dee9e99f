"""Case cards, labels, records and the calibration page: their words, fonts and millimetres."""

import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import zxingcpp

from archive_desk.domain.disc_burns import BurnAttempt, Outcome
from archive_desk.domain.disc_catalogue import DiscCatalogue
from archive_desk.domain.disc_health import DiscCheck, Occasion, health_of
from archive_desk.forms import (
    calibration,
    disc_case,
    disc_face,
    disc_labels,
    disc_records,
    sheet,
)
from archive_desk.forms.calibration import LENGTH_MM, MARK_MM, Calibration, measured
from archive_desk.forms.disc_face import FaceOptions
from tests.burn.conftest import make_catalogue
from tests.helpers.printed import Printed

TITLE = "西综罚〔2026〕12号 某教育科技有限公司未按规定公示收费标准案"
AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
HALF = 0.25
"""A line is found to a twentieth of a millimetre; half of what is promised."""


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> DiscCatalogue:
    made, _ = make_catalogue(tmp_path_factory.mktemp("catalogue"))
    disc = replace(made.disc, title=TITLE, manifest_sha256="ab12" * 16, location="一号库 3柜 2格")
    return replace(made, disc=disc)


def test_the_front_card_is_120_millimetres_each_way(catalogue: DiscCatalogue) -> None:
    printed = Printed(disc_case.render(catalogue))
    (x, y), side = disc_case.FRONT_AT_MM, disc_case.FRONT_MM
    left, *_, right = printed.lines_across(y + 2, x - 3, x + side + 3)
    assert (left, right) == (pytest.approx(x, abs=HALF), pytest.approx(x + side, abs=HALF))
    low, *_, high = printed.lines_up(x + 2, y - 3, y + side + 3)
    assert (low, high) == (pytest.approx(y, abs=HALF), pytest.approx(y + side, abs=HALF))
    assert right - left == pytest.approx(120, abs=0.5)


def test_the_tray_card_has_its_size_and_spines(catalogue: DiscCatalogue) -> None:
    printed = Printed(disc_case.render(catalogue))
    (x, y), (width, height) = disc_case.TRAY_AT_MM, disc_case.TRAY_MM
    edges = printed.lines_across(y + 1.6, x - 3, x + width + 3)
    assert edges[0] == pytest.approx(x, abs=HALF)
    assert edges[-1] == pytest.approx(x + width, abs=HALF)
    assert edges[-1] - edges[0] == pytest.approx(151, abs=0.5)
    folds = edges[1:-1]
    assert any(fold == pytest.approx(x + 6.5, abs=HALF) for fold in folds)
    assert any(fold == pytest.approx(x + width - 6.5, abs=HALF) for fold in folds)
    low, *_, high = printed.lines_up(x + 1, y - 3, y + height + 3)
    assert high - low == pytest.approx(118, abs=0.5)


def test_the_case_says_what_is_in_it(catalogue: DiscCatalogue) -> None:
    text = Printed(disc_case.render(catalogue, FaceOptions("秘密", "30年"))).text
    for words in ("G2026-0001", "第1盘，共2盘", "一号库3柜2格", "30年", "秘密", "内容清单摘要"):
        assert words in text
    assert text.count("G2026-0001") >= 4, "on both spines, the front and the list"


def test_labels_lie_where_the_sheet_has_them(catalogue: DiscCatalogue) -> None:
    discs = [replace(catalogue.disc, no=f"G2026-{number:04}") for number in range(1, 27)]
    printed = Printed(disc_labels.render(discs, "示例区教育局", start=3))
    assert len(printed.pages_mm) == 2
    assert printed.pages_mm[0] == (pytest.approx(210, abs=0.1), pytest.approx(297, abs=0.1))
    for no in ("G2026-0001", "G2026-0026"):
        assert no in printed.text
    width, height = disc_labels.LABEL_MM
    # The code is 17 mm wide and ends 4 mm before the label's edge.
    x, y = disc_labels.place_of(2)
    assert (x, y + height) == (pytest.approx(140), pytest.approx(297 - 4.5))
    inked = printed.lines_across(y + height - 5, x + width - 4 - 17 - 1, x + width)
    assert inked
    assert min(inked) >= x + width - 4 - 17 - HALF
    assert max(inked) <= x + width - 4 + HALF
    assert not printed.lines_across(y + height - 5, 0.5, 139.5), "used labels stay empty"


def test_records_name_attempts_readings_and_waste(catalogue: DiscCatalogue) -> None:
    began = AT - timedelta(days=2)
    attempts = [
        BurnAttempt(
            1,
            "G2026-0001",
            "stdio:a",
            "光驱一",
            "王敏",
            began,
            Outcome.FAILED,
            reason="光驱在刻录中途被拔出。",
            waste_no="F2026-0001",
        ),
        BurnAttempt(2, "G2026-0001", "stdio:a", "光驱一", "王敏", began, Outcome.BURNED),
    ]
    text = Printed(
        sheet.render(disc_records.burn_record(catalogue, attempts, operator="王敏", at=AT))
    ).text
    for words in ("光盘刻录记录", "F2026-0001", "中途被拔出", "已写完并封口", "AD-32"):
        assert words in text
    check = DiscCheck(
        1, "G2026-0001", began, Occasion.READ_BACK, "王敏", "光驱一", sound=True, files=9,
        size_bytes=4_000_000_000, sha256="", bad_sectors=0, retries=0, read_ms=400_000,
        speeds=(10_000_000,) * 100,
    )  # fmt: skip
    bad = replace(
        check, at=AT, sound=False, bad_sectors=3, findings=("某文件读不出",), finding_count=1
    )
    record = disc_records.check_record(
        catalogue, health_of([check, bad], timedelta(days=700)), operator="王敏", at=AT
    )
    text = Printed(sheet.render(record)).text
    for words in ("光盘检测记录", "10.0MB/秒", "三级预警", "某文件读不出", "立即用其他套别核对"):
        assert words in text


def test_the_proof_page_can_be_measured() -> None:
    printed = Printed(calibration.proof_page(Calibration(), "示例区教育局", AT))
    (x, y), (width, height) = MARK_MM, LENGTH_MM
    left, *_, right = printed.lines_across(y + 12.5, x - 5, x + width + 5)
    assert (left, right) == (pytest.approx(x, abs=0.1), pytest.approx(x + width, abs=0.1))
    low, *_, high = printed.lines_up(x + 12.5, y - 5, y + height + 5)
    assert (low, high) == (pytest.approx(y, abs=0.1), pytest.approx(y + height, abs=0.1))


@pytest.mark.parametrize("before", [Calibration(), Calibration((1.5, -1.0), (1.01, 0.99))])
def test_a_crooked_printer_prints_true_after_it_was_measured(before: Calibration) -> None:
    shift, stretch = (2.0, -3.0), (1.02, 0.985)

    def on_paper(calibration: Calibration, point: tuple[float, float]) -> list[float]:
        """Where this printer puts a point."""
        drawn = [
            calibration.scale[axis] * point[axis] + calibration.offset_mm[axis] for axis in (0, 1)
        ]
        return [shift[axis] + stretch[axis] * drawn[axis] for axis in (0, 1)]

    corner = on_paper(before, MARK_MM)
    far = on_paper(before, (MARK_MM[0] + LENGTH_MM[0], MARK_MM[1] + LENGTH_MM[1]))
    found = measured(*corner, far[0] - corner[0], far[1] - corner[1], before)
    for point in ((0.0, 0.0), (105.0, 148.5), (210.0, 297.0)):
        assert on_paper(found, point) == pytest.approx(point, abs=0.02)


def test_everything_printed_is_drawn_against_the_printers_faults(catalogue: DiscCatalogue) -> None:
    options = FaceOptions(calibration=Calibration((2.0, 0.0), (1.01, 1.0)))
    printed = Printed(disc_case.render(catalogue, options))
    (x, y), side = disc_case.FRONT_AT_MM, disc_case.FRONT_MM
    left, *_, right = printed.lines_across(y + 2, x, x + side + 6)
    assert left == pytest.approx(x * 1.01 + 2, abs=HALF)
    assert right - left == pytest.approx(121.2, abs=0.5)


@pytest.mark.parametrize("paper", ["face", "case", "labels", "proof"])
def test_fonts_are_embedded_and_the_text_is_found(
    catalogue: DiscCatalogue, tmp_path: Path, paper: str
) -> None:
    pdf = {
        "face": lambda: disc_face.render(catalogue),
        "case": lambda: disc_case.render(catalogue),
        "labels": lambda: disc_labels.render([catalogue.disc], "某区教育局"),
        "proof": lambda: calibration.proof_page(Calibration(), "某区教育局", AT),
    }[paper]()
    printed = Printed(pdf)
    printed.require_embedded_fonts(tmp_path)
    text = subprocess.run(
        ["pdftotext", tmp_path / "printed.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "某区教育局" in text.replace("\n", "")


def test_the_codes_can_be_read(catalogue: DiscCatalogue) -> None:
    wanted = disc_face.qr_text(catalogue)
    for pdf in (
        disc_face.render(catalogue),
        disc_case.render(catalogue),
        disc_labels.render([catalogue.disc], "某区教育局"),
    ):
        assert [code.text for code in zxingcpp.read_barcodes(Printed(pdf).picture())] == [wanted]
