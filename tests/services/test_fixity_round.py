import shutil
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from archive_desk.domain.copies import Fixity
from archive_desk.domain.errors import Cancelled, InvalidInput, Refused
from archive_desk.domain.ids import FootageId
from archive_desk.domain.work import Unwatched
from archive_desk.services import healing as healing_module
from archive_desk.services import throttling
from archive_desk.services.fixity_papers import FixityPapers
from archive_desk.services.guarding import Guarding, Scope
from archive_desk.services.healing import Healing, Mended
from archive_desk.services.mirroring import Mirroring
from archive_desk.services.rota import Rota, RotaSettings
from archive_desk.services.throttling import PLAYING_BYTES_S, Throttle
from tests.helpers import recordings
from tests.helpers.archives import staffed_office
from tests.helpers.stored import vault_file_of
from tests.helpers.taking_in import table, take_in, verbs

ONE, TWO, THREE = FootageId(1), FootageId(2), FootageId(3)


@pytest.fixture
def office(tmp_path: Path):
    office = staffed_office(tmp_path / "archive")
    for minute in range(3):
        recordings.video(tmp_path / "card" / f"DSJ-A1_2026111809{minute}000.mp4", text=str(minute))
    take_in(office, tmp_path / "card")
    yield office
    office.desk.close()


@pytest.fixture
def mirrored(office, tmp_path):
    (tmp_path / "mirror").mkdir()
    mirroring = Mirroring(office.desk)
    mirroring.set_up(office["archivist"], tmp_path / "mirror")
    mirroring.catch_up(None, Unwatched())
    return office


def check(office, scope=None, **how):
    return Guarding(office.desk).check(office["archivist"], Unwatched(), scope, **how)


def found(office, **how):
    return [(each.code, each.item) for each in check(office, **how).findings]


def states(office):
    return Rota(office.desk).standing(office["archivist"]).states


def spoil(file: Path) -> None:
    file.chmod(0o600)
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)


def test_every_original_has_a_state_of_its_own_and_the_rest_were_never_read(office):
    assert states(office) == {Fixity.NEVER: 3}
    spoil(vault_file_of(office, ONE))
    vault_file_of(office, TWO).unlink()
    check(office)
    assert states(office) == {
        Fixity.ALTERED: 1,
        Fixity.MISSING: 1,
        Fixity.SOUND: 1,
        Fixity.NEVER: 0,
    }
    troubled = Rota(office.desk).standing(office["archivist"]).troubled
    assert [(each.footage_id, each.state) for each in troubled] == [
        (ONE, Fixity.ALTERED),
        (TWO, Fixity.MISSING),
    ]


def test_a_file_that_lies_elsewhere_in_the_vault_is_moved_and_not_missing(office):
    file = vault_file_of(office, ONE)
    elsewhere = office.desk.folder.vault / "holiday" / "x.mp4"
    elsewhere.parent.mkdir()
    shutil.move(file, elsewhere)

    report = check(office)

    assert [(each.code, each.item) for each in report.findings] == [("moved", "footage:1")]
    assert "holiday/x.mp4" in report.findings[0].message
    assert states(office)[Fixity.MOVED] == 1
    healing = Healing(office.desk)
    healed = healing.put_back(office["archivist"], ONE, "holiday/x.mp4", Unwatched())
    assert healed.mended is Mended.PUT_BACK
    assert "footage.put_back" in verbs(office)
    assert found(office) == []


def test_what_is_not_the_original_is_not_put_in_its_place(office):
    vault_file_of(office, ONE).unlink()
    other = vault_file_of(office, TWO).relative_to(office.desk.folder.vault).as_posix()
    with pytest.raises(InvalidInput, match="不是"):
        Healing(office.desk).put_back(office["archivist"], ONE, other, Unwatched())


def test_a_disk_that_is_not_there_leaves_what_is_known_of_every_original(office):
    check(office)
    vault = office.desk.folder.vault
    vault.rename(vault.with_name("elsewhere"))
    codes = {code for code, item in found(office) if item.startswith("footage")}
    assert codes == {"unreachable"}
    assert states(office)[Fixity.SOUND] == 3


def test_a_check_that_was_cut_off_goes_on_behind_the_last_original(office):
    class Stop:
        def report(self, done, total, note=""):
            if "092000" in str(note):
                raise Cancelled

    guarding, clerk = Guarding(office.desk), office["archivist"]
    with pytest.raises(Cancelled):
        guarding.check(clerk, Stop())
    cut_off = guarding.cut_off(clerk)
    assert (cut_off.items, states(office)[Fixity.SOUND]) == (2, 2)
    told = []

    class Watch:
        def report(self, done, total, note=""):
            told.append(str(note))

    report = guarding.check(clerk, Watch(), resume=True)

    assert (report.resumed, report.sound, report.run) == (True, True, cut_off.id)
    assert not [note for note in told if "090000" in note]
    assert guarding.cut_off(clerk) is None
    assert report.checked["originals"] == 3


def test_what_was_found_before_a_cut_is_found_after_it_too(office):
    spoil(vault_file_of(office, ONE))

    class Stop:
        def report(self, done, total, note=""):
            if "092000" in str(note):
                raise Cancelled

    guarding, clerk = Guarding(office.desk), office["archivist"]
    with pytest.raises(Cancelled):
        guarding.check(clerk, Stop())
    assert found(office, resume=True) == [("altered", "footage:1")]
    assert found(office) == [("altered", "footage:1")], "a new one reads everything"


def test_one_batch_can_be_checked_by_itself(office, tmp_path):
    recordings.photo(tmp_path / "second" / "IMG_20261119_094000.jpg")
    second = take_in(office, tmp_path / "second").batch.no
    spoil(vault_file_of(office, ONE))
    report = check(office, Scope(batch_no=second))
    assert (report.checked["originals"], report.findings) == (1, ())
    first = table(office, "SELECT no FROM batches ORDER BY id")[0]["no"]
    assert found(office, scope=Scope(batch_no=first)) == [("altered", "footage:1")]
    with pytest.raises(InvalidInput):
        check(office, Scope(batch_no="none"))


def test_the_mirror_is_checked_where_that_is_wanted(mirrored, tmp_path):
    vault = mirrored.desk.folder.vault
    there = tmp_path / "mirror" / vault_file_of(mirrored, ONE).relative_to(vault)
    spoil(there)
    (there.parent / "stray.mp4").write_bytes(b"x")
    stray = (there.parent / "stray.mp4").relative_to(tmp_path / "mirror").as_posix()
    assert found(mirrored) == []
    report = check(mirrored, mirror=True)
    assert [(each.code, each.item) for each in report.findings] == [
        ("mirror_altered", "footage:1"),
        ("unrecorded", f"mirror:{stray}"),
    ]
    assert report.checked["mirrored"] == 3
    healed = Healing(mirrored.desk).heal(mirrored["archivist"], ONE, Unwatched())
    assert healed.mended is Mended.MIRROR


def test_what_the_mirror_can_heal_is_said_and_where_both_disagree_both_are_named(mirrored):
    spoil(vault_file_of(mirrored, ONE))
    report = check(mirrored)
    assert "镜像里的一份完好" in report.findings[0].message
    vault = mirrored.desk.folder.vault
    place = Mirroring(mirrored.desk).standing().mirror.path
    there = place / vault_file_of(mirrored, ONE).relative_to(vault)
    spoil(there)
    there.write_bytes(there.read_bytes() + b"x")
    codes = {each.code: each.message for each in check(mirrored).findings}
    assert set(codes) == {"altered", "mirror_altered", "disagreement"}
    recorded = table(mirrored, "SELECT sha256 FROM footage WHERE id = 1")[0]["sha256"]
    assert recorded in codes["disagreement"]


def test_a_mirror_that_is_away_is_said_once_where_it_should_have_been_read(mirrored, tmp_path):
    (tmp_path / "mirror").rename(tmp_path / "away")
    assert found(mirrored, mirror=True) == [("unreachable", "mirror")]
    assert found(mirrored) == []


def test_the_rota_reads_what_has_waited_longest_a_share_each_day(office, monkeypatch):
    rota, clerk = Rota(office.desk), office["archivist"]
    rota.change(clerk, RotaSettings(interval_days=30, share_gib=1))
    assert rota.go(Unwatched()) is None
    office.clock.forward(days=31)
    assert rota.standing(clerk).due == 3

    monkeypatch.setattr("archive_desk.services.rota._GIB", 1)
    assert rota.go(Unwatched()).items == 1
    assert rota.go(Unwatched()) is None, "today's share is used up"
    office.clock.forward(days=1)
    assert rota.go(Unwatched()).items == 1
    monkeypatch.undo()
    assert rota.go(Unwatched()).items == 1
    assert rota.standing(clerk).due == 0
    assert states(office)[Fixity.SOUND] == 3
    assert "archive.rota_read" in verbs(office)
    rota.change(clerk, RotaSettings(interval_days=0))
    office.clock.forward(days=400)
    assert rota.go(Unwatched()) is None


def test_a_round_that_is_cut_off_loses_nothing(office):
    office.clock.forward(days=100)

    class Stop:
        def report(self, done, total, note=""):
            if "092000" in str(note):
                raise Cancelled

    rota = Rota(office.desk)
    with pytest.raises(Cancelled):
        rota.go(Stop())
    assert states(office)[Fixity.SOUND] == 2
    assert rota.go(Unwatched()).items == 1


def test_only_those_on_duty_change_the_rota_and_only_to_what_makes_sense(office):
    rota = Rota(office.desk)
    with pytest.raises(Refused):
        rota.change(office["auditor"], RotaSettings())
    for wrong in (RotaSettings(-1), RotaSettings(share_gib=0), RotaSettings(rate_mib=-1)):
        with pytest.raises(InvalidInput):
            rota.change(office["archivist"], wrong)


def test_reading_is_held_back_and_more_so_while_somebody_watches():
    waited = []
    throttle = Throttle(rate=1000, wait=waited.append)
    throttle.pace(500, lambda: None)
    assert sum(waited) == pytest.approx(0.5)
    waited.clear()
    free = Throttle(wait=waited.append)
    free.pace(10**9, lambda: None)
    assert waited == []
    throttling.set_playing(playing=True)
    try:
        free.pace(PLAYING_BYTES_S, lambda: None)
    finally:
        throttling.set_playing(playing=False)
    assert sum(waited) == pytest.approx(1.0)


def test_waiting_can_be_stopped():
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        Throttle(rate=1, wait=lambda _seconds: None).pace(100, stop)


def test_the_report_says_what_was_checked_and_what_to_do(office, tmp_path):
    spoil(vault_file_of(office, ONE))
    run = check(office, full=True).run
    papers, clerk = FixityPapers(office.desk), office["archivist"]
    pdf, book = tmp_path / "report.pdf", tmp_path / "report.xlsx"
    papers.write(clerk, run, pdf)
    papers.write(clerk, run, book)
    document = pypdfium2.PdfDocument(pdf)
    words = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    for expected in ("档案库核对报告", "SM3", "示例archivist", "已改动", "音像 1", "用镜像修复"):
        assert expected in words
    rows = list(openpyxl.load_workbook(book).active.iter_rows(values_only=True))
    assert rows[3][:3] == (1, "已改动", "音像 1")


def exchange(*files):
    """Let each file lie where the next one belongs, the last where the first does."""
    contents = [file.read_bytes() for file in files]
    for file, content in zip(files, [contents[-1], *contents[:-1]], strict=True):
        file.chmod(0o600)
        file.write_bytes(content)


@pytest.mark.parametrize("numbers", [(ONE, TWO), (ONE, TWO, THREE)])
@pytest.mark.parametrize("first", [0, 1])
def test_files_that_were_exchanged_are_named_as_such_and_put_back(office, numbers, first):
    files = [vault_file_of(office, each) for each in numbers]
    before = [file.read_bytes() for file in files]
    exchange(*files)

    report = check(office)

    assert {(each.code, each.item) for each in report.findings} == {
        ("exchanged", f"footage:{each}") for each in numbers
    }
    assert files[1].name in report.findings[0].message
    healing = Healing(office.desk)
    for each in numbers[first:] + numbers[:first]:
        healing.put_back(office["archivist"], each, "", Unwatched())
    assert [file.read_bytes() for file in files] == before
    assert found(office, full=True) == []
    assert states(office)[Fixity.SOUND] == 3
    assert not office.desk.folder.quarantine.exists(), "nothing was bad"


def test_an_exchange_is_told_in_a_check_of_one_batch_and_by_the_rota(office, tmp_path):
    recordings.video(tmp_path / "card2" / "DSJ-A1_20261119090000.mp4", text="x")
    batch = take_in(office, tmp_path / "card2").batch.no
    exchange(vault_file_of(office, ONE), vault_file_of(office, FootageId(4)))
    assert found(office, scope=Scope(batch_no=batch)) == [("exchanged", "footage:4")]


def test_a_stranger_in_the_place_of_a_moved_original_is_set_aside(office):
    file = vault_file_of(office, ONE)
    elsewhere = office.desk.folder.vault / "holiday" / "x.mp4"
    elsewhere.parent.mkdir()
    shutil.move(file, elsewhere)
    file.write_bytes(b"something else")
    assert ("exchanged", "footage:1") in found(office)
    Healing(office.desk).put_back(office["archivist"], ONE, "", Unwatched())
    assert found(office) == []
    (aside,) = office.desk.folder.quarantine.iterdir()
    assert aside.read_bytes() == b"something else"


@pytest.mark.parametrize("step", [1, 2])
def test_a_cut_while_files_are_exchanged_back_loses_neither(office, monkeypatch, step):
    files = [vault_file_of(office, each) for each in (ONE, TWO)]
    before = [file.read_bytes() for file in files]
    exchange(*files)
    check(office)
    real, done = healing_module.rename_without_replacing, []

    def cut(place, final):
        if len(done) == step:
            raise KeyboardInterrupt
        done.append(final)
        real(place, final)

    monkeypatch.setattr(healing_module, "rename_without_replacing", cut)
    with pytest.raises(KeyboardInterrupt):
        Healing(office.desk).put_back(office["archivist"], ONE, "", Unwatched())
    monkeypatch.setattr(healing_module, "rename_without_replacing", real)
    assert found(office)
    for each in (ONE, TWO):
        Healing(office.desk).put_back(office["archivist"], each, "", Unwatched())
    assert [file.read_bytes() for file in files] == before
    assert found(office) == []
