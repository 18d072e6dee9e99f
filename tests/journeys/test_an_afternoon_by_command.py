"""A records clerk's afternoon, by command: from the recorder's card to the returned loan.

The steps that other people's libraries could disturb, by writing where only the answer belongs,
are runs of `archive-desk` in a process of their own, as a script's would be; the others spare the
start of a process. What comes out is compared by tools that are not ours: hashlib over the
card, 7-Zip, xorriso, bagit, sha256sum.
"""

import hashlib
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import bagit
import pytest

from archive_desk.services import accounts
from tests.helpers import databases
from tests.helpers.archives import cheap_hasher
from tests.helpers.commands import Commands

CASE = "西教罚〔2026〕1号"
ROLES = {
    "clerk": "archivist",
    "zhang": "officer",
    "li": "officer",
    "head": "unit_head",
    "leader": "leader_in_charge",
    "audit": "auditor",
}


def sha256_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def seven_zip() -> str:
    return shutil.which("7z") or shutil.which("7zz") or "7z"


def tree(folder: Path) -> dict[str, str]:
    """Relative path to SHA-256 of everything below `folder`."""
    return {
        path.relative_to(folder).as_posix(): sha256_of(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "PasswordHasher", cheap_hasher)
        yield


@pytest.fixture(scope="module")
def afternoon(tmp_path_factory) -> tuple[Commands, dict, Path]:
    """An archive with people in it and the demonstration card taken in."""
    place = tmp_path_factory.mktemp("afternoon")
    desk = Commands(place / "archive")
    card = place / "card"
    shown = desk.in_process_of_its_own("demo", place / "demo", "--card", card)
    assert Path(shown["card"]) == card
    assert {"account", "role", "password"} <= set(shown["accounts"][0])
    elsewhere = ("--database", databases.fresh()) if databases.server() else ()
    desk("new", "--organisation", "示例区教育局", "--regulation", "xigang", *elsewhere)
    for account, role in ROLES.items():
        add = ("account", "add", account, "--name", f"示例{account}", "--role", role)
        desk(*add, "--section", "综合科", actor="admin")
    return desk, desk.in_process_of_its_own("import", card, actor="clerk", code=1), card


def test_every_original_has_the_digest_of_its_source(afternoon):
    desk, taken, card = afternoon
    assert taken["imported"]
    assert taken["duplicates"], "the card holds an IMP double"
    for row in [*taken["imported"], *taken["duplicates"]]:
        source = Path(row["source"])
        source = source if source.is_absolute() else card / source
        content = source.read_bytes()
        assert row["sha256"] == hashlib.sha256(content).hexdigest()
        assert row["sm3"] == hashlib.new("sm3", content).hexdigest()
        assert row["size_bytes"] == len(content)
    vault = {sha256_of(path) for path in (desk.folder / "vault").rglob("*") if path.is_file()}
    assert {row["sha256"] for row in taken["imported"]} <= vault


def test_the_card_is_left_as_it_was(afternoon):
    desk, _, card = afternoon
    before = tree(card)
    again = desk("import", card, actor="clerk")
    assert again["imported"] == []
    assert tree(card) == before


def test_the_batch_validates_with_somebody_elses_bagit(afternoon):
    desk, _, _ = afternoon
    bags = [path.parent for path in (desk.folder / "vault").rglob("bagit.txt")]
    assert bags
    for bag in bags:
        assert bagit.Bag(str(bag)).validate()


def test_what_was_taken_in_is_found_by_its_device(afternoon):
    desk, taken, _ = afternoon
    everything = desk("footage", "list", actor="clerk")["footage"]
    assert {row["id"] for row in everything} >= {row["footage"] for row in taken["imported"]}
    device = next(row["device"] for row in everything if row["device"])
    some = desk("footage", "list", "--device", device, actor="clerk")["footage"]
    assert 0 < len(some) < len(everything)


def test_from_the_case_to_the_returned_loan(afternoon, tmp_path):
    desk, _, _ = afternoon
    originals = {
        row["id"]: row["sha256"]
        for row in desk("footage", "list", actor="clerk")["footage"]
        if row["kind"] == "video" and row["health"] == "sound"
    }
    facts = ("--cause", "无证办学", "--party", "示例培训学校", "--kind", "penalty")
    officers = ("--officer", "zhang", "--officer", "li")
    case = ("case", "add", CASE, *facts, "--section", "综合科", *officers)
    desk(*case, "--opened", "2026-11-16", actor="clerk")
    desk("case", "link", CASE, *originals, "--stage", "调查取证", actor="clerk")
    for where in (
        ("--case", CASE),
        ("--text", "培训"),
        ("--cause", "无证"),
        ("--party", "示例"),
    ):
        found = desk("footage", "list", *where, actor="clerk")["footage"]
        assert {row["id"] for row in found} == set(originals), where

    planned = desk("disc", "plan", "--medium", "dvd", "--case", CASE, actor="clerk")
    disc = planned["discs"][0]
    assert disc["used_bytes"] <= disc["capacity_bytes"]
    built = desk.in_process_of_its_own("disc", "build", disc["disc"], actor="clerk")
    image = Path(built["image"])
    assert sha256_of(image) == built["sha256"]
    assert desk("disc", "verify", disc["disc"], actor="clerk")["findings"] == []
    _outsiders_agree_on(image, set(originals.values()), tmp_path)

    _lend(desk)
    assert desk("ledger", "list", actor="clerk")["lines"]
    assert desk("journal", "verify")["findings"] == []
    assert desk("check", "--full", actor="clerk")["findings"] == []


def _outsiders_agree_on(image: Path, originals: set[str], place: Path) -> None:
    views = {}
    for view in ("udf", "iso"):
        out = place / view
        command = [seven_zip(), "x", f"-t{view}", f"-o{out}", str(image)]
        subprocess.run(command, check=True, capture_output=True)
        views[view] = tree(out)
    out = place / "xorriso"
    command = ["xorriso", "-indev", str(image), "-osirrox", "on", "-extract", "/", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    for digests in (*views.values(), tree(out)):
        assert originals <= set(digests.values())
    assert set(views["udf"].values()) == set(views["iso"].values())
    assert any("说明文件.TXT" in name for name in views["udf"])
    assert any("文件目录.XML" in name for name in views["udf"])
    checked = subprocess.run(
        ["sha256sum", "--quiet", "-c", "manifest-sha256.txt"],
        cwd=place / "udf",
        capture_output=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout.decode() + checked.stderr.decode()


def _lend(desk: Commands) -> None:
    period = ("--from", "2026-11-20T09:00:00+08:00", "--until", "2036-11-27T17:00:00+08:00")
    wanted = ("--act", "view", "--case", CASE, "--purpose", "案件复核", *period)
    loan = desk("loan", "request", *wanted, actor="zhang")
    number = loan["loan"]
    assert loan["next_signature"]
    refused = desk("loan", "approve", number, "--opinion", "同意", actor="zhang", code=3)
    assert refused["error"]["message"]
    desk("loan", "approve", number, "--opinion", "同意", actor="head")
    approved = desk("loan", "approve", number, "--opinion", "批准", actor="leader")
    assert approved["grants"]
    desk("loan", "hand-out", number, actor="clerk")
    returned = desk("loan", "return", number, "--condition", "完好", actor="clerk")
    assert returned["state"] == "returned"


def test_a_changed_byte_in_the_vault_is_named(afternoon, tmp_path):
    desk, _, _ = afternoon
    copy = Commands(tmp_path / "archive")
    shutil.copytree(desk.folder, copy.folder)
    victim = copy("footage", "list", actor="clerk")["footage"][0]
    file = copy.folder / "vault" / victim["path"]
    file.chmod(0o644)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    findings = copy("check", "--full", actor="clerk", code=1)["findings"]
    assert [finding["code"] for finding in findings].count("altered") >= 1
    assert any(victim["name"] in finding["message"] for finding in findings)


@pytest.mark.sqlite
@pytest.mark.parametrize("no", [2, "(SELECT max(no) FROM journal)"])
def test_a_removed_journal_row_is_named(afternoon, tmp_path, no):
    desk, _, _ = afternoon
    copy = Commands(tmp_path / "archive")
    shutil.copytree(desk.folder, copy.folder)
    connection = sqlite3.connect(copy.folder / "archive.sqlite")
    connection.execute("DROP TRIGGER journal_no_delete")
    connection.execute(f"DELETE FROM journal WHERE no = {no}")
    connection.commit()
    connection.close()
    findings = copy("journal", "verify", code=1)["findings"]
    assert findings[0]["code"] == "missing"
