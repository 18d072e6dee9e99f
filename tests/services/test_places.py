import os
import tomllib
from pathlib import Path

import pytest

from archive_desk.domain.errors import InvalidInput, NotFound, Unavailable
from archive_desk.domain.ids import FootageId
from archive_desk.domain.work import Unwatched
from archive_desk.media.copying import StoreFailed
from archive_desk.media.vault_mark import read_mark
from archive_desk.services.desk import new_desk, open_desk
from archive_desk.services.guarding import Guarding
from archive_desk.services.healing import Healing, Mended
from archive_desk.services.importing import Importing
from archive_desk.services.mirroring import Mirroring
from archive_desk.services.originals import vault_standing
from archive_desk.services.places import vault_named
from tests.helpers import recordings
from tests.helpers.archives import staffed_office
from tests.helpers.taking_in import (
    footage,
    no_file_without_a_record,
    payload,
    take_in,
    the_bags_are_valid,
)


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return tmp_path / "disk" / "originals"


@pytest.fixture
def office(tmp_path, vault):
    vault.parent.mkdir()
    made = staffed_office(tmp_path / "archive", vault=vault)
    yield made
    made.desk.close()


@pytest.fixture
def card(tmp_path):
    recordings.video(tmp_path / "card" / "DCIM" / "DSJ-A1_20261118090000.mp4", text="一")
    return tmp_path / "card"


def test_a_new_archive_keeps_its_originals_where_it_was_told(tmp_path, vault):
    vault.parent.mkdir()
    desk = new_desk(tmp_path / "a", "示例局", "xigang", vault=vault)
    desk.close()
    assert read_mark(vault) == desk.office.archive_id
    assert not (tmp_path / "a" / "vault").exists()
    described = tomllib.loads((tmp_path / "a" / "archive.toml").read_text(encoding="utf-8"))
    assert described["vault"] == str(vault)
    again = open_desk(tmp_path / "a")
    assert again.folder.vault == vault
    again.close()


@pytest.mark.parametrize("name", ['quo"te', "back\\slash", "行\n末", "del\x7f", "空 格"])
def test_a_folder_of_any_name_is_found_again(tmp_path, name):
    (tmp_path / name).mkdir()
    new_desk(tmp_path / "a", "示例局", "xigang", vault=tmp_path / name).close()
    again = open_desk(tmp_path / "a")
    assert again.folder.vault == tmp_path / name
    again.close()


def test_a_card_comes_into_the_vault_elsewhere_and_is_found_sound(office, card, vault):
    take_in(office, card)
    assert len(payload(office)) == 1
    assert payload(office)[0].is_relative_to(vault)
    assert no_file_without_a_record(office)
    assert the_bags_are_valid(office)
    report = Guarding(office.desk).check(office["archivist"], Unwatched())
    assert report.sound
    assert report.checked["originals"] == 1
    assert not (office.desk.folder.root / "vault").exists()


def test_what_is_set_aside_stays_on_the_disk_of_the_vault_and_is_no_finding(
    office, card, vault, tmp_path
):
    take_in(office, card)
    clerk = office["archivist"]
    (tmp_path / "mirror").mkdir()
    mirroring = Mirroring(office.desk)
    mirroring.set_up(clerk, tmp_path / "mirror")
    mirroring.catch_up(clerk, Unwatched())
    (original,) = payload(office)
    original.chmod(0o600)
    original.write_bytes(b"spoilt")
    healed = Healing(office.desk).heal(clerk, FootageId(footage(office)[0]["id"]), Unwatched())
    assert healed.mended is Mended.VAULT
    assert healed.set_aside is not None
    assert healed.set_aside.is_relative_to(vault)
    assert Guarding(office.desk).check(clerk, Unwatched()).sound
    assert the_bags_are_valid(office)


def test_a_disk_that_is_away_lets_the_desk_open_and_refuses_to_take_in(office, card, vault):
    root = office.desk.folder.root
    office.desk.close()
    vault.rename(vault.with_name("away"))
    vault.mkdir()  # an empty mount point
    desk = open_desk(root, clock=office.clock)
    standing = vault_standing(desk)
    assert "没有连接" in standing.trouble
    importing = Importing(desk)
    with pytest.raises(StoreFailed, match="没有连接"):
        importing.settle(Unwatched())
    listing = importing.scan(office["archivist"], card, Unwatched())
    with pytest.raises(StoreFailed, match="没有连接"):
        importing.take_in(office["archivist"], listing, Unwatched())
    desk.close()
    assert list(vault.iterdir()) == []
    vault.rmdir()
    desk = open_desk(root, clock=office.clock)
    assert vault_standing(desk).trouble
    desk.close()
    assert not vault.exists()


def test_the_disk_of_another_archive_is_refused(office, card, vault, tmp_path):
    vault.rename(vault.with_name("away"))
    new_desk(tmp_path / "other", "示例局", "xigang", vault=vault).close()
    assert "另一个档案库" in vault_standing(office.desk).trouble
    with pytest.raises(StoreFailed, match="另一个档案库"):
        take_in(office, card)
    assert [path.name for path in vault.iterdir()] == ["vault.toml"]


def test_the_vault_is_neither_a_source_nor_a_mirror(office, vault):
    with pytest.raises(InvalidInput, match="重叠"):
        Importing(office.desk).scan(office["archivist"], vault, Unwatched())
    with pytest.raises(InvalidInput, match="重叠"):
        Importing(office.desk).scan(office["archivist"], vault.parent, Unwatched())
    (vault / "mirror").mkdir()
    with pytest.raises(InvalidInput, match="重叠"):
        Mirroring(office.desk).set_up(office["archivist"], vault / "mirror")


def test_what_storage_boxes_put_beside_the_originals_is_no_finding(office, card, vault):
    (vault / "@eaDir").mkdir()
    (vault / "@eaDir" / "thumbs.db").touch()
    (vault / "lost+found").mkdir(mode=0)
    take_in(office, card)
    assert Guarding(office.desk).check(office["archivist"], Unwatched()).sound


def test_a_vault_where_none_can_be_is_refused_and_nothing_is_made(tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    (tmp_path / "file").touch()
    new_desk(tmp_path / "other", "示例局", "xigang").close()
    wrong = {
        tmp_path: "重叠",
        tmp_path / "a": "重叠",
        tmp_path / "a" / "originals": "重叠",
        tmp_path / "full": "不是空的",
        tmp_path / "file": "不是文件夹",
        tmp_path / "gone" / "originals": "没有|找不到",
        tmp_path / "other" / "vault": "已经是一个档案库的原件库",
        Path("originals"): "完整路径",
    }
    for place, words in wrong.items():
        with pytest.raises(InvalidInput, match=words):
            new_desk(tmp_path / "a", "示例局", "xigang", vault=place)
    assert not (tmp_path / "a").exists()
    assert not (tmp_path / "gone").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator may write")
def test_a_vault_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(Unavailable, match="无法写入"):
        new_desk(tmp_path / "a", "示例局", "xigang", vault=tmp_path / "locked")
    assert not (tmp_path / "a").exists()


def test_the_place_inside_may_be_named(tmp_path):
    desk = new_desk(tmp_path / "a", "示例局", "xigang", vault=tmp_path / "a" / "vault")
    assert desk.folder.vault_elsewhere is None
    desk.close()


def test_a_vault_is_named_by_path_or_file_url(tmp_path):
    named = tmp_path / "原 件"
    for given in (
        str(named),
        named.as_uri(),
        named.as_uri().replace("file://", "FILE://localhost"),
    ):
        assert vault_named(given) == named


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("s3://bucket/originals", "文件夹"),
        ("https://nas.example/originals", "文件夹"),
        ("originals", "完整路径"),
        ("", "完整路径"),
        ("file://", "完整路径"),
    ],
)
def test_what_is_no_folder_is_no_vault(given, words):
    with pytest.raises(InvalidInput, match=words):
        vault_named(given)


def test_a_secret_in_a_url_is_not_repeated():
    with pytest.raises(InvalidInput) as refused:
        vault_named("s3://key:geheim@store/originals")
    assert "geheim" not in str(refused.value)


def test_a_description_that_names_no_whole_path_is_refused(office):
    root = office.desk.folder.root
    with (root / "archive.toml").open("a", encoding="utf-8") as file:
        file.write('vault = "elsewhere"\n')
    with pytest.raises(Unavailable, match=r"archive\.toml"):
        open_desk(root)
    (root / "archive.toml").unlink()
    with pytest.raises(NotFound):
        open_desk(root)
