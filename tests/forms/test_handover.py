from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pypdfium2
import pytest

from archive_desk.domain.arrivals import Arrival, HandedItem, Outcome, Receipt
from archive_desk.domain.basis import Basis
from archive_desk.domain.footage import Batch, Health, Kind
from archive_desk.domain.hand_ins import BatchClock, HandInState
from archive_desk.domain.ids import BatchId
from archive_desk.domain.regulations import Standing
from archive_desk.forms import handover, sheet

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
BATCH = Batch(
    BatchId(1), "2026-0012", "/media/CARD", AT, AT, "示例档案员", "示例交存人", "校外监管科"
)


def item(number: int, **changes) -> HandedItem:
    values = {
        "source": f"DCIM/{number:04d}.mp4",
        "kind": Kind.VIDEO,
        "device": "8810021",
        "officer": "012345",
        "started_at": datetime(2026, 11, 19, 1, 30, number, tzinfo=UTC),
        "duration_ms": 900_000,
        "size_bytes": 123_456_789,
        "health": Health.SOUND,
        "sha256": f"{number:064x}",
        "sm3": f"{number + 1000:064x}",
    }
    return HandedItem(**(values | changes))


def text_of(receipt: Receipt, items, zone) -> list[str]:
    form = handover.sheet(
        receipt, items, organisation="示例区教育局", operator="示例档案员", at=AT, zone=zone
    )
    document = pypdfium2.PdfDocument(sheet.render(form))
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


@pytest.fixture
def zone():
    return ZoneInfo("Asia/Shanghai")


def test_the_form_names_both_sides_and_every_digest(zone):
    items = [item(1), item(2, health=Health.MISSING_INDEX, important=True)]

    pages = text_of(Receipt(BATCH), items, zone)
    page = "".join(pages)

    for words in (
        "执法音像交接登记表",
        "〔2026〕第 12 号",
        "示例交存人",
        "示例档案员",
        "校外监管科",
    ):
        assert words in page
    for each in items:
        assert each.sha256 in page
        assert each.sm3 in page
    assert "索引缺失" in page
    assert "重点文件" in page
    assert "2026-11-19" in page
    assert "09:30:01" in page
    assert "单位印章" in page
    assert f"第 1 页 共 {len(pages)} 页" in page


def test_what_was_left_out_is_listed_with_its_reason(zone):
    receipt = Receipt(
        BATCH,
        (
            Arrival("DCIM/x.mp4", Outcome.FAILED, 5, "读取中断"),
            Arrival("Thumbs.db", Outcome.SKIPPED, 5, "缩略图"),
        ),
    )

    text = "".join(text_of(receipt, [item(1)], zone))

    assert "未列入清单的文件" in text
    assert "读取中断" in text
    assert "缩略图" in text


def test_a_doubtful_clock_does_not_stretch_the_period(zone):
    lost = item(3, started_at=datetime(2015, 1, 1, tzinfo=UTC), doubted=True)

    text = "".join(text_of(Receipt(BATCH), [item(1), lost], zone))

    assert "存疑" in text
    assert "2015年" not in text


def test_a_long_list_goes_over_numbered_pages(zone):
    pages = text_of(Receipt(BATCH), [item(n % 60) for n in range(120)], zone)

    assert len(pages) > 3
    assert f"第 {len(pages)} 页 共 {len(pages)} 页" in pages[-1]
    assert "签名" in pages[-1]


def test_the_form_tells_the_case_files_and_how_the_hand_in_stands_to_its_time(zone):
    clock = BatchClock(
        HandInState.LATE,
        Standing.SET,
        Basis("示例制度", "第二十四条"),
        "",
        AT - timedelta(hours=3),
        AT,
        2,
        (),
        "存储卡遗留在车上",
    )
    form = handover.sheet(
        Receipt(BATCH),
        [item(1)],
        organisation="示例区教育局",
        operator="示例档案员",
        at=AT,
        zone=zone,
        cases=["西教罚〔2026〕1号 示例案"],
        clock=clock,
    )
    document = pypdfium2.PdfDocument(sheet.render(form))
    words = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    for expected in ("西教罚〔2026〕1号", "超过时限", "2 件超过", "第二十四条", "遗留在车上"):
        assert expected in words
