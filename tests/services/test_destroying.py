import os
import signal
import subprocess
import sys
from datetime import date

import pytest

from archive_desk.domain.destruction import ListState
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.holds import HoldDraft, HoldGround
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.work import Unwatched
from archive_desk.services.access import Accessing
from archive_desk.services.appraisal_papers import AppraisalPapers
from archive_desk.services.appraising import Appraising
from archive_desk.services.casework import Casework
from archive_desk.services.catalogue import Catalogue
from archive_desk.services.destroying import Destroying
from archive_desk.services.destruction_lists import DestructionLists
from archive_desk.services.guarding import Guarding
from archive_desk.services.healing import Healing
from archive_desk.services.holding import Holding
from archive_desk.services.mirroring import Mirroring
from archive_desk.services.viewing import Viewing
from tests.helpers.archives import PASSWORD, staffed_office
from tests.helpers.case_files import registered
from tests.helpers.expired import approved, expire, list_of, taken_in, witnessed
from tests.helpers.kept_discs import CASE, built, kept
from tests.helpers.sources import ROOT
from tests.helpers.stored import in_case, vault_file_of
from tests.helpers.taking_in import the_bags_are_valid, verbs


@pytest.fixture
def office(tmp_path):
    office = staffed_office(tmp_path / "archive")
    yield office
    office.desk.close()


@pytest.fixture
def expired(office, tmp_path):
    numbers = taken_in(office, tmp_path / "card")
    expire(office)
    Appraising(office.desk).candidates(office["archivist"], Unwatched())
    return numbers


def execute(office, no):
    return Destroying(office.desk).execute(office["archivist"], no, Unwatched())


def check(office, **how):
    report = Guarding(office.desk).check(office["archivist"], Unwatched(), full=True, **how)
    return report.checked["destroyed"], [each.code for each in report.findings]


def refused(office, number, act):
    with pytest.raises(Refused, match="按销毁清册 XH-2029-001 销毁") as error:
        act(number)
    assert "第二十四条" in str(error.value.basis)


def test_a_list_is_executed_on_every_copy_and_leaves_tombstones(office, expired, tmp_path):
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    clerk = office["archivist"]
    Mirroring(office.desk).set_up(clerk, mirror)
    Mirroring(office.desk).catch_up(clerk, Unwatched())
    original = vault_file_of(office, expired[0])
    copy = mirror / original.relative_to(office.desk.folder.vault)
    report = Catalogue(office.desk).show(clerk, expired[0])
    derived = office.desk.folder.derived
    assert (original.is_file(), copy.is_file()) == (True, True)
    assert list(derived.rglob(f"{report.footage.sha256}*"))

    no = witnessed(office, expired[:2])
    done = execute(office, no)

    assert (done.state, done.destroyed, done.open_discs) == (ListState.DESTROYED, 2, 0)
    assert not original.exists()
    assert not copy.exists()
    assert not list(derived.rglob(f"{report.footage.sha256}*"))
    assert vault_file_of(office, expired[2]).is_file()
    tomb = Catalogue(office.desk).show(clerk, expired[0]).footage
    assert (tomb.destroyed_at, tomb.sha256) == (office.clock.now, report.footage.sha256)
    assert check(office, mirror=True) == (2, [])
    assert the_bags_are_valid(office)
    bag = original.parent.parent
    text = (bag / "destroyed.csv").read_text("utf-8-sig")
    assert (report.footage.sha256 in text, no in text) == (True, True)
    assert "Destroyed-Files: 2（XH-2029-001）" in (bag / "bag-info.txt").read_text()
    assert (copy.parent.parent / "destroyed.csv").is_file()
    assert verbs(office).count("footage.destroyed") == 2
    assert Mirroring(office.desk).standing().in_step


def test_what_was_set_aside_goes_too_here_and_in_the_mirror(office, expired, tmp_path):
    mirror, clerk = tmp_path / "mirror", office["archivist"]
    mirror.mkdir()
    Mirroring(office.desk).set_up(clerk, mirror)
    Mirroring(office.desk).catch_up(clerk, Unwatched())
    original = vault_file_of(office, expired[0])
    original.chmod(0o600)
    original.write_bytes(b"x" + original.read_bytes()[1:])
    Healing(office.desk).heal(clerk, expired[0], Unwatched())
    Mirroring(office.desk).catch_up(clerk, Unwatched())
    (here,) = office.desk.folder.quarantine.iterdir()
    (there,) = (mirror / "quarantine").iterdir()

    execute(office, witnessed(office, expired[:1]))

    assert (here.exists(), there.exists()) == (False, False)
    assert check(office, mirror=True) == (1, [])
    assert Mirroring(office.desk).standing().in_step


def test_a_tombstone_is_refused_in_words_wherever_it_is_asked_for(office, expired):
    execute(office, witnessed(office, expired[:1]))
    clerk, number = office["archivist"], expired[0]
    viewing, catalogue = Viewing(office.desk), Catalogue(office.desk)
    refused(office, number, lambda each: viewing.open(clerk, each))
    refused(office, number, lambda each: Accessing(office.desk).ask(clerk, LoanAct.COPY, each))
    refused(office, number, lambda each: catalogue.frame(clerk, each, 0))
    item = catalogue.show(clerk, number).footage
    refused(office, number, lambda _: catalogue.original(clerk, item))
    assert catalogue.picture(clerk, item) is None


def test_a_bag_whose_files_are_all_destroyed_still_is_a_valid_bag(office, expired):
    done = execute(office, witnessed(office, expired))
    assert done.destroyed == 3
    assert check(office) == (3, [])
    assert the_bags_are_valid(office)


def test_nothing_goes_without_the_head_two_witnesses_and_a_clerk(office, expired):
    lists, clerk = DestructionLists(office.desk), office["archivist"]
    no = list_of(office, expired)
    with pytest.raises(Refused, match="待批准"):
        execute(office, no)
    for account in ("archivist", "leader", "officer"):
        with pytest.raises(Refused, match="须由行政负责人批准"):
            lists.approve(office[account], no, "同意")
    with pytest.raises(Refused, match="待批准"):
        lists.witness(office["officer"], no, PASSWORD)
    lists.approve(office["agency_head"], no, "同意")
    with pytest.raises(Refused, match="两名监销人"):
        execute(office, no)
    with pytest.raises(Refused, match="批准人不能兼任"):
        lists.witness(office["agency_head"], no, PASSWORD)
    with pytest.raises(Refused, match="编制清册的人不能兼任"):
        lists.witness(clerk, no, PASSWORD)
    with pytest.raises(Refused, match="密码不正确"):
        lists.witness(office["officer"], no, "wrong password")
    lists.witness(office["officer"], no, PASSWORD)
    with pytest.raises(Refused, match="已经确认"):
        lists.witness(office["officer"], no, PASSWORD)
    with pytest.raises(Refused, match="现有 1 名"):
        execute(office, no)
    with pytest.raises(Refused):
        Destroying(office.desk).execute(office["officer"], no, Unwatched())
    assert all(vault_file_of(office, each).is_file() for each in expired)


def test_a_list_that_is_refused_lets_its_items_be_appraised_again(office, expired):
    no = list_of(office, expired)
    with pytest.raises(InvalidInput, match="理由"):
        DestructionLists(office.desk).refuse(office["agency_head"], no, "")
    DestructionLists(office.desk).refuse(office["agency_head"], no, "再留一年")
    page = Appraising(office.desk).candidates(office["archivist"], Unwatched())
    assert page.total == 3


def test_a_hold_that_comes_after_the_approval_stops_the_whole_list(office, expired):
    no = witnessed(office, expired)
    draft = HoldDraft(
        HoldGround.LITIGATION, "行初1号", "应诉", date(2026, 11, 20), footage_ids=(expired[1],)
    )
    Holding(office.desk).place(office["archivist"], draft)
    plan = DestructionLists(office.desk).plan(office["archivist"], no)
    assert len(plan.obstacles) == 1
    with pytest.raises(Refused, match="封存中"):
        execute(office, no)
    assert all(vault_file_of(office, each).is_file() for each in expired)


def test_a_link_in_the_place_of_an_original_is_not_followed(office, expired, tmp_path):
    no = witnessed(office, expired[:1])
    original, precious = vault_file_of(office, expired[0]), tmp_path / "precious"
    original.rename(precious)
    original.symlink_to(precious)
    left = execute(office, no)
    assert left.state is ListState.DESTROYING
    assert precious.is_file()
    troubles = [
        c.trouble for c in DestructionLists(office.desk).plan(office["archivist"], no).copies
    ]
    assert any("不是普通文件" in each for each in troubles)
    original.unlink()
    precious.rename(original)
    assert execute(office, no).state is ListState.DESTROYED


def test_a_mirror_that_is_away_keeps_the_list_open_until_it_is_back(office, expired, tmp_path):
    mirror, away = tmp_path / "mirror", tmp_path / "away"
    mirror.mkdir()
    clerk = office["archivist"]
    Mirroring(office.desk).set_up(clerk, mirror)
    Mirroring(office.desk).catch_up(clerk, Unwatched())
    no = witnessed(office, expired[:1])
    mirror.rename(away)
    plan = DestructionLists(office.desk).plan(clerk, no)
    assert "镜像没有连接" in plan.warnings[0]
    left = execute(office, no)
    assert (left.state, left.destroyed) == (ListState.DESTROYING, 1)
    assert Destroying(office.desk).settle() == []
    away.rename(mirror)
    (settled,) = Destroying(office.desk).settle()
    assert settled.state is ListState.DESTROYED
    assert check(office, mirror=True) == (1, [])


_KILLED = """
import os, signal, sys
from datetime import datetime, timedelta
from pathlib import Path
from archive_desk.domain.work import Unwatched
from archive_desk.services.accounts import Accounts
from archive_desk.services.desk import open_desk
from archive_desk.services import destroying, destroying_copies
from archive_desk.media import destroying as files

steps, real = [int(sys.argv[3])], files.destroy_file
def counted(root, file):
    steps[0] -= 1
    if steps[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    gone = real(root, file)
    if steps[0] == 1 and sys.argv[4] == "after":
        os.kill(os.getpid(), signal.SIGKILL)
    return gone
destroying_copies.destroy_file = counted
import archive_desk.media.vault as vault
vault.destroy_file = counted
destroying._WRITE_DOWN_EVERY = 1
now = datetime.fromisoformat(sys.argv[5])
desk = open_desk(Path(sys.argv[1]), clock=lambda: now)
destroying.Destroying(desk).execute(Accounts(desk).find("archivist"), sys.argv[2], Unwatched())
"""


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("steps", [1, 2, 5, 8])
def test_a_kill_at_any_step_is_settled_by_the_next_start(office, expired, steps, moment):
    no = witnessed(office, expired)
    at = office.clock.now.isoformat()
    words = [str(office.desk.folder.root), no, str(steps), moment, at]
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, *words],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    (before,) = DestructionLists(office.desk).lists(office["archivist"])
    assert before.state is ListState.DESTROYING

    assert check(office) == (3, [])

    after = DestructionLists(office.desk).get(office["archivist"], no)
    assert (after.state, after.destroyed) == (ListState.DESTROYED, 3)
    assert the_bags_are_valid(office)
    assert verbs(office).count("footage.destroyed") == 3


def test_discs_stay_open_until_a_person_says_that_they_are_destroyed(office, tmp_path):
    one, two, three = taken_in(office, tmp_path / "card")
    case = registered(office, no=CASE)
    in_case(office, case, one, two)
    mixed = kept(office)
    Casework(office.desk).unlink(office["archivist"], CASE, [two])
    whole = kept(office)
    in_case(office, case, three)
    plans = built(office)
    expire(office)
    clerk = office["archivist"]
    Appraising(office.desk).candidates(clerk, Unwatched())
    no = witnessed(office, [one])
    plan = DestructionLists(office.desk).plan(clerk, no)
    assert {disc.disc_no: disc.whole for disc in plan.discs} == {
        mixed[0]: False,
        whole[0]: True,
        plans[0]: False,
    }

    done = execute(office, no)

    assert (done.state, done.open_discs) == (ListState.DESTROYED, 2)
    assert not (office.desk.folder.images / f"{mixed[0]}.iso").exists()
    destroying = Destroying(office.desk)
    with pytest.raises(InvalidInput, match="写明"):
        destroying.settle_disc(clerk, no, whole[0], " ")
    destroying.settle_disc(clerk, no, whole[0], "碎盘机粉碎，甲一、乙二在场")
    with pytest.raises(InvalidInput, match="没有待销毁"):
        destroying.settle_disc(clerk, no, whole[0], "再来")
    left = destroying.settle_disc(clerk, no, mixed[0], "另刻新盘后粉碎")
    assert left.open_discs == 0
    assert check(office) == (1, [])


def test_the_list_is_printed_with_its_digests(office, expired, tmp_path):
    no = witnessed(office, expired)
    target = AppraisalPapers(office.desk).destruction_list(
        office["archivist"], no, tmp_path / "list.pdf"
    )
    assert target.read_bytes().startswith(b"%PDF")


def test_the_same_bytes_elsewhere_keep_what_is_derived_of_them(office, expired):
    approved(office, expired[:1])
    plan = DestructionLists(office.desk).plan(office["archivist"], "XH-2029-001")
    kinds = [copy.kind.value for copy in plan.copies]
    assert kinds.count("vault") == 1
    assert kinds.count("derived") == 3
