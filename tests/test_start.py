import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import start
from tests.helpers.sources import ROOT

_LOCKS = [start.DESK_LOCK, start.DEVELOPMENT_LOCK, start.SOURCES_LOCK]


def _pins(lock: Path) -> dict[str, Requirement]:
    entries = re.split(r"\n(?=\S)", lock.read_text("utf-8").strip())
    requirements = [Requirement(entry.split("\\")[0].split("--hash")[0]) for entry in entries]
    return {canonicalize_name(requirement.name): requirement for requirement in requirements}


def _version(pin: Requirement) -> Version:
    [only] = pin.specifier
    assert only.operator == "=="
    return Version(only.version)


@pytest.mark.parametrize("lock", _LOCKS, ids=lambda lock: lock.name)
def test_a_lock_holds_pins_and_digests_and_no_address(lock: Path) -> None:
    entries = re.split(r"\n(?=\S)", lock.read_text("utf-8").strip())
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==\S+( ; .+)? \\\n", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry
    assert not re.search(r"^-|https?:|@", lock.read_text("utf-8"), re.MULTILINE)


def test_the_locks_agree_with_each_other_and_cover_what_is_asked_for() -> None:
    desk, development, sources = (_pins(lock) for lock in _LOCKS)
    assert {name: _version(pin) for name, pin in desk.items()}.items() <= {
        name: _version(pin) for name, pin in development.items()
    }.items()
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = settings["dependency-groups"]
    for asked, locked in (
        (settings["project"]["dependencies"], desk),
        (groups["dev"], development),
        (groups["sources"], sources),
    ):
        for requirement in map(Requirement, asked):
            pin = locked.get(canonicalize_name(requirement.name))
            assert pin, f"{requirement.name} is not locked"
            assert requirement.specifier.contains(_version(pin)), f"{requirement} is not {pin}"


@pytest.mark.parametrize("system", ["linux", "win32"])
def test_the_lock_is_complete(system: str) -> None:
    locked = _pins(start.DEVELOPMENT_LOCK)
    names = {"linux": ("Linux", "posix"), "win32": ("Windows", "nt")}[system]
    environment = {**default_environment(), "sys_platform": system, "extra": ""}
    environment |= {"platform_system": names[0], "os_name": names[1]}
    missing = set()
    for name in locked:
        try:
            needs = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue  # locked for the other system
        for requirement in map(Requirement, needs):
            wanted = requirement.marker is None or requirement.marker.evaluate(environment)
            if wanted and canonicalize_name(requirement.name) not in locked:
                missing.add(f"{requirement.name} for {name}")
    assert not missing


def test_it_needs_the_standard_library_only() -> None:
    tree = ast.parse((ROOT / "start.py").read_text("utf-8"))
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


def test_an_older_python_can_read_it_well_enough_to_be_told() -> None:
    ast.parse((ROOT / "start.py").read_text("utf-8"), feature_version=(3, 7))


def test_every_part_of_the_system_says_how_to_get_it() -> None:
    for group in ("", "optional", "test"):
        for part in start.system_parts(group):
            assert part.packages
            assert part.libraries or part.programs or part.files, part.name


def test_a_missing_part_is_noticed() -> None:
    nowhere: dict[str, list[str]] = {}
    assert not start.Part("library", nowhere, libraries=["libno-such-thing.so.9"]).present()
    assert not start.Part("program", nowhere, programs=["no-such-program"]).present()
    assert not start.Part("file", nowhere, files=["/no/such/*/file"]).present()
    assert not start.Part("module", nowhere, modules=["no_such_module"]).present()


def test_what_is_there_is_not_missing(tmp_path: Path) -> None:
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "one.so").touch()
    part = start.Part("all", {}, files=[f"{tmp_path}/*/one.so"], modules=["json"])
    assert part.present()


def test_a_missing_part_that_may_not_be_installed_gives_the_line_to_type(
    capsys: pytest.CaptureFixture[str],
) -> None:
    part = start.Part("libFancy", {"apt": ["fancy1"], "dnf": ["fancy"]}, programs=["no-such"])
    with pytest.raises(start.CouldNot):
        start.require_parts([part], install=False)
    said = capsys.readouterr().err
    assert "libFancy" in said
    assert "缺少系统组件" in said
    assert re.search(r"^ +sudo (apt-get|dnf) install .*fancy", said, re.MULTILINE)


def test_a_missing_optional_part_stops_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    part = start.Part("libFancy", {"apt": ["fancy1"]}, programs=["no-such"])
    start.require_parts([part], install=False, needed=False)
    assert "libFancy" in capsys.readouterr().err


def test_a_changed_lock_asks_for_a_new_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("one==1\n")
    monkeypatch.setattr(start, "DESK_LOCK", lock)
    monkeypatch.setattr(start, "STAMP", tmp_path / "stamp.json")
    monkeypatch.setattr(start, "PYTHON", Path(sys.executable))
    assert not start.is_current(start.wanted_stamp(development=False))
    start.STAMP.write_text(start.json.dumps(start.wanted_stamp(development=True)))
    assert start.is_current(start.wanted_stamp(development=False))
    assert start.is_current(start.wanted_stamp(development=True))
    lock.write_text("one==2\n")
    assert not start.is_current(start.wanted_stamp(development=False))


def test_the_tools_of_development_are_more_than_the_desk_needs() -> None:
    desk = start.wanted_stamp(development=False)
    assert not start.wanted_stamp(development=True).items() <= desk.items()


def test_a_broken_stamp_asks_for_a_new_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "STAMP", tmp_path / "stamp.json")
    start.STAMP.write_text("{")
    assert not start.is_current(start.wanted_stamp(development=False))


def test_a_wrong_command_is_wrong_usage() -> None:
    result = subprocess.run(
        [sys.executable, "start.py", "dance"], cwd=ROOT, capture_output=True, check=False
    )
    assert result.returncode == 2


def test_without_a_screen_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(start, "prepare", lambda _options: None)
    assert start.main(["open"]) == start.COULD_NOT
    assert "没有可用的屏幕" in capsys.readouterr().err


@pytest.mark.parametrize(("ended", "told"), [(0, 0), (3, 3), (-15, 143)])
def test_the_exit_code_is_that_of_what_was_run(
    monkeypatch: pytest.MonkeyPatch, ended: int, told: int
) -> None:
    monkeypatch.setitem(start.COMMANDS, "setup", lambda _options: ended)
    assert start.main(["setup"]) == told
