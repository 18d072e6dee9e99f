import hashlib
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from archive_desk.db.tables.footage import footage
from archive_desk.domain.discs import CopySet, DiscState, Medium
from archive_desk.domain.errors import (
    Cancelled,
    Damaged,
    InvalidInput,
    NotFound,
    Refused,
    Unavailable,
)
from archive_desk.domain.ids import FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.sentences import Sentence
from archive_desk.domain.work import Unwatched
from archive_desk.services.disc_keeping import DiscKeeping
from archive_desk.services.imaging import DiscFilter, DiscRequest, Imaging
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.services.originals import picture_path
from tests.helpers.archives import Office, staffed_office
from tests.helpers.case_files import registered
from tests.helpers.stored import in_case, stored, vault_file_of

CASE = "西教罚〔2026〕1号"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An archive with a case of two recordings and one recording beside it."""
    office = staffed_office(tmp_path / "archive")
    case = registered(office)
    first, second = stored(office), stored(office, 3)
    in_case(office, case, first, second)
    stored(office, 10)
    return office


def request(**facts: object) -> DiscRequest:
    return replace(DiscRequest(Medium.CD, (CASE,)), **facts)  # type: ignore[arg-type]


def planned(office: Office, **facts: object) -> str:
    return Imaging(office.desk).plan(office["archivist"], request(**facts))[0].no


def built(office: Office) -> str:
    no = planned(office)
    Imaging(office.desk).build(office["archivist"], no, Unwatched())
    return no


def verbs(office: Office, no: str) -> list[str]:
    where = JournalFilter(item=f"disc:{no}")
    page = Journalling(office.desk).page(office["auditor"], where, 0, 50)
    return [entry.verb for entry in reversed(page.entries)]


def test_a_case_goes_from_plan_to_shelf(office: Office, tmp_path: Path) -> None:
    imaging, clerk = Imaging(office.desk), office["archivist"]
    (disc,) = imaging.plan(clerk, request())
    assert (disc.no, disc.set_no, disc.state) == ("G2026-0001", "S2026-0001", DiscState.PLANNED)
    assert (disc.item_count, disc.cases) == (2, (CASE,))
    disc = imaging.build(clerk, disc.no, Unwatched())
    assert disc.state is DiscState.BUILT
    assert imaging.verify(clerk, disc.no, Unwatched()).findings == ()
    disc = DiscKeeping(office.desk).register_burned(
        clerk, disc.no, copy_set=CopySet.ACCESS, location="一柜二格"
    )
    assert (disc.state, disc.copy_set, disc.burned_by) == (
        DiscState.BURNED,
        CopySet.ACCESS,
        clerk.name,
    )
    device = tmp_path / "drive"
    shutil.copyfile(imaging.image_file(disc), device)
    reading = DiscKeeping(office.desk).read_back(clerk, disc.no, device, Unwatched())
    assert reading.findings == ()
    assert reading.disc is not None
    assert (reading.disc.state, reading.disc.location) == (DiscState.SHELVED, "一柜二格")
    assert verbs(office, disc.no) == [
        "disc.planned",
        "disc.built",
        "disc.image_verified",
        "disc.burned",
        "disc.read_back",
    ]


def test_the_image_holds_the_vaults_names_and_bytes(office: Office, tmp_path: Path) -> None:
    no = built(office)
    imaging = Imaging(office.desk)
    catalogue = imaging.show(office["archivist"], no)
    image = imaging.image_file(catalogue.disc)
    subprocess.run(
        ["7z", "x", "-tudf", f"-o{tmp_path / 'out'}", image], check=True, capture_output=True
    )
    for entry in catalogue.entries:
        original = vault_file_of(office, entry.footage_id)
        found = tmp_path / "out" / entry.path
        assert found.name == original.name
        assert found.read_bytes() == original.read_bytes()
    assert len(catalogue.entries) == 2
    extract = (tmp_path / "out/其他/操作日志摘录.txt").read_text()
    assert "disc.planned" in extract
    assert "case.registered" in extract


def test_the_pictures_made_at_import_are_on_the_disc(office: Office, tmp_path: Path) -> None:
    no = planned(office)
    imaging, clerk = Imaging(office.desk), office["archivist"]
    first = imaging.show(clerk, no).entries[0]
    picture = picture_path(office.desk.folder, first.sha256)
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"\xff\xd8 a picture \xff\xd9")
    image = imaging.image_file(imaging.build(clerk, no, Unwatched()))
    found = subprocess.run(
        ["7z", "x", "-so", "-tudf", image, "其他/缩略图/00001.jpg"], check=True, capture_output=True
    )
    assert found.stdout == picture.read_bytes()


def test_the_same_disc_built_again_later_is_the_same_image(office: Office, tmp_path: Path) -> None:
    no = planned(office)
    imaging, clerk = Imaging(office.desk), office["archivist"]
    first = imaging.build(clerk, no, Unwatched())
    office.clock.forward(days=40)
    registered(office, no="另一案")
    again = imaging.build(clerk, no, Unwatched(), out=tmp_path / "again.iso")
    assert again.image_sha256 == first.image_sha256
    assert again.image == str(tmp_path / "again.iso")


@pytest.mark.parametrize("place", ["archive.sqlite", "vault/PC-1/data/x.iso", "backups/x.iso"])
def test_an_image_is_never_written_over_the_archive_itself(office: Office, place: str) -> None:
    no = planned(office)
    target = office.desk.folder.root / place
    with pytest.raises(InvalidInput, match="档案库"):
        Imaging(office.desk).build(office["archivist"], no, Unwatched(), out=target)


def test_an_image_replaces_an_image_or_an_empty_file_and_nothing_else(
    office: Office, tmp_path: Path
) -> None:
    no = planned(office)
    imaging, clerk, target = Imaging(office.desk), office["archivist"], tmp_path / "光盘.iso"
    target.touch()
    imaging.build(clerk, no, Unwatched(), out=target)
    again = imaging.build(clerk, no, Unwatched(), out=target)
    assert hashlib.sha256(target.read_bytes()).hexdigest() == again.image_sha256
    letter = tmp_path / "公函.docx"
    letter.write_bytes(b"not an image " * 9_000)
    with pytest.raises(InvalidInput, match="不是光盘映像"):
        imaging.build(clerk, no, Unwatched(), out=letter)
    assert letter.read_bytes() == b"not an image " * 9_000


def test_a_long_history_in_the_journal_is_allowed_for(office: Office) -> None:
    imaging, clerk = Imaging(office.desk), office["archivist"]
    before = imaging.propose(clerk, request()).discs[0].used_bytes
    with office.desk.transaction(clerk) as work:
        for _ in range(200):
            work.journal(Act("footage.played", "footage:1", detail={"note": "看" * 300}))
    after = imaging.propose(clerk, request()).discs[0].used_bytes
    disc = imaging.build(clerk, planned(office), Unwatched())
    assert after - before > 200 * 300 * 3
    assert disc.used_bytes <= after


def test_a_proposal_registers_nothing_and_says_what_is_on_discs_already(office: Office) -> None:
    imaging, clerk = Imaging(office.desk), office["archivist"]
    proposal = imaging.propose(clerk, request())
    assert [len(disc.entries) for disc in proposal.discs] == [2]
    assert proposal.already == ()
    assert imaging.page(clerk, DiscFilter()).total == 0
    no = planned(office)
    assert imaging.propose(clerk, request()).already == (no,)
    DiscKeeping(office.desk).retire(clerk, no, "改用 DVD")
    assert imaging.propose(clerk, request()).already == ()


def test_each_copy_is_a_line_of_its_own(office: Office) -> None:
    discs = Imaging(office.desk).plan(office["archivist"], request(copies=3))
    assert [(disc.no, disc.copy_set.value, disc.number, disc.of) for disc in discs] == [
        ("G2026-0001", "A", 1, 1),
        ("G2026-0002", "B", 1, 1),
        ("G2026-0003", "C", 1, 1),
    ]
    assert {disc.set_no for disc in discs} == {"S2026-0001"}


def test_each_disc_of_a_set_lists_the_others(office: Office) -> None:
    case = registered(office, no="大案")
    ids = [stored(office, 5) for _ in range(2)]
    in_case(office, case, *ids)
    claim(office, ids, 500_000_000)
    discs = Imaging(office.desk).plan(office["archivist"], request(cases=("大案",)))
    assert [(disc.number, disc.of) for disc in discs] == [(1, 2), (2, 2)]
    catalogue = Imaging(office.desk).show(office["archivist"], discs[0].no)
    assert [entry.disc_no for entry in catalogue.elsewhere] == [discs[1].no]


def claim(office: Office, ids: list[FootageId], size: int) -> None:
    """Let the register say another size than the file has."""
    with office.desk.transaction(None) as work:
        work.session.execute(footage.update().where(footage.c.id.in_(ids)).values(size_bytes=size))


def test_single_recordings_go_on_a_disc_under_their_case(office: Office) -> None:
    discs = Imaging(office.desk).plan(
        office["archivist"],
        request(cases=(), footage=(FootageId(3), FootageId(1)), title="抽查"),
    )
    catalogue = Imaging(office.desk).show(office["archivist"], discs[0].no)
    assert {entry.footage_id: entry.case_no for entry in catalogue.entries} == {1: CASE, 3: ""}
    assert discs[0].title == "抽查"


def test_an_original_altered_since_import_stops_the_disc(office: Office) -> None:
    no = planned(office)
    file = vault_file_of(office, FootageId(1))
    file.write_bytes(b"x" + file.read_bytes()[1:])
    imaging = Imaging(office.desk)
    with pytest.raises(Damaged, match="DSJ-询问_0001"):
        imaging.build(office["archivist"], no, Unwatched())
    assert list(office.desk.folder.images.iterdir()) == []
    assert imaging.show(office["archivist"], no).disc.state is DiscState.PLANNED


def test_stopping_leaves_the_disc_planned(office: Office) -> None:
    class Stopper:
        def report(self, done: int, total: int, note: Sentence | str = "") -> None:
            raise Cancelled

    no = planned(office)
    imaging = Imaging(office.desk)
    with pytest.raises(Cancelled):
        imaging.build(office["archivist"], no, Stopper())
    assert imaging.show(office["archivist"], no).disc.state is DiscState.PLANNED


def test_a_changed_byte_in_the_image_is_found(office: Office) -> None:
    no = built(office)
    imaging = Imaging(office.desk)
    image = office.desk.folder.images / f"{no}.iso"
    data = bytearray(image.read_bytes())
    data[-5000] ^= 1
    image.write_bytes(data)
    findings = imaging.verify(office["archivist"], no, Unwatched()).findings
    assert [finding.code for finding in findings] in (["altered"], ["image_differs"])


def test_a_file_from_elsewhere_is_recognised_by_its_manifest(
    office: Office, tmp_path: Path
) -> None:
    no = built(office)
    stick = tmp_path / "stick.iso"
    stick.write_bytes((office.desk.folder.images / f"{no}.iso").read_bytes())
    reading = Imaging(office.desk).verify(office["auditor"], stick, Unwatched())
    assert reading.disc is not None
    assert reading.disc.no == no


@pytest.mark.parametrize("account", ["officer", "auditor", "admin", "leader"])
def test_only_the_clerk_makes_discs(office: Office, account: str) -> None:
    imaging, actor = Imaging(office.desk), office[account]
    no = planned(office)
    for deed in (
        lambda: imaging.propose(actor, request()),
        lambda: imaging.plan(actor, request()),
        lambda: imaging.build(actor, no, Unwatched()),
        lambda: DiscKeeping(office.desk).register_burned(actor, no),
        lambda: DiscKeeping(office.desk).place(actor, no, "柜"),
        lambda: DiscKeeping(office.desk).retire(actor, no, "坏"),
    ):
        with pytest.raises(Refused):
            deed()


def test_what_the_state_forbids_is_refused_with_the_state(office: Office) -> None:
    imaging, clerk = Imaging(office.desk), office["archivist"]
    no = planned(office)
    with pytest.raises(Refused, match="待制作"):
        DiscKeeping(office.desk).register_burned(clerk, no)
    with pytest.raises(Refused, match="还没有制作映像"):
        imaging.verify(clerk, no, Unwatched())
    imaging.build(clerk, no, Unwatched())
    DiscKeeping(office.desk).register_burned(clerk, no)
    with pytest.raises(Refused, match="已刻录"):
        imaging.build(clerk, no, Unwatched())
    with pytest.raises(Refused, match="已刻录"):
        DiscKeeping(office.desk).register_burned(clerk, no)


def test_bad_requests_are_said(office: Office) -> None:
    imaging, clerk = Imaging(office.desk), office["archivist"]
    registered(office, no="空案")
    with pytest.raises(InvalidInput, match="没有可以刻录"):
        imaging.plan(clerk, request(cases=("空案",)))
    with pytest.raises(NotFound):
        imaging.plan(clerk, request(cases=("无此案",)))
    with pytest.raises(NotFound, match="99"):
        imaging.plan(clerk, request(footage=(FootageId(99),)))
    with pytest.raises(InvalidInput, match="套数"):
        imaging.plan(clerk, request(copies=4))
    with pytest.raises(NotFound):
        imaging.build(clerk, "G1999-0001", Unwatched())
    with pytest.raises(InvalidInput, match="原因"):
        DiscKeeping(office.desk).retire(clerk, planned(office), " ")
    with pytest.raises(Unavailable):
        imaging.verify(clerk, Path("/nonexistent/disc"), Unwatched())


def test_the_register_is_searched_by_number_case_and_place(office: Office) -> None:
    imaging, clerk = Imaging(office.desk), office["archivist"]
    first, second = planned(office), planned(office, cases=(), footage=(FootageId(3),))
    assert [disc.no for disc in imaging.page(clerk, DiscFilter()).discs] == [second, first]
    for where in (
        DiscFilter(text=first),
        DiscFilter(text="1号"),
        DiscFilter(case_no=CASE),
        DiscFilter(footage_id=FootageId(1)),
    ):
        assert [disc.no for disc in imaging.page(clerk, where).discs] == [first]
    assert imaging.page(clerk, DiscFilter(state=DiscState.BURNED)).total == 0
