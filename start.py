#!/usr/bin/env python3
"""Sets everything up, then opens the desk, or runs the tests. Standard library only.

    python3 start.py                open the desk
    python3 start.py demo           open a demonstration archive, made on the first call
    python3 start.py cli ...        the command line, `archive-desk ...`
    python3 start.py setup          set up only
    python3 start.py test [...]     the whole gate; further words go to pytest
    python3 start.py proof [...]    the long proofs

Options, before the command: `--no-install` leaves the system's packages alone and prints what to
type instead; `--no-optional` does without the optional parts; `--screen` runs the tests on the
present screen.

The first run makes `.venv` from the locked requirements, through whatever package index this
machine's pip is configured for, and accepts only files with the locked digests. Later runs
recognise the lock by its digest and start at once.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
STAMP = VENV / "archive-desk.json"
DESK_LOCK = ROOT / "requirements.lock"
DEVELOPMENT_LOCK = ROOT / "requirements-dev.lock"
SOURCES_LOCK = ROOT / "requirements-sources.lock"
"""What is published without wheels, for the tests only."""
COULD_NOT = 4
"""The exit code for surroundings that fail, as in the commands of `archive-desk`."""

_RUN_CLI = "import sys; from archive_desk.cli.starting import main; sys.exit(main())"


class CouldNot(Exception):
    """The surroundings fail; the sentences have been made for the person at the console."""


def tell(chinese: str, english: str) -> None:
    """Say what is going on, in both languages, on standard error."""
    print(f"› {chinese}\n  {english}", file=sys.stderr, flush=True)


# --- system parts --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """Something of the system that pip cannot bring, and the packages that do, by installer."""

    name: str
    packages: Mapping[str, Sequence[str]]
    libraries: Sequence[str] = ()
    programs: Sequence[str] = ()
    files: Sequence[str] = ()
    modules: Sequence[str] = ()

    def present(self) -> bool:
        """Whether everything asked for is there."""
        return (
            all(_loads(name) for name in self.libraries)
            and all(shutil.which(name) for name in self.programs)
            and (not self.files or any(_exists(pattern) for pattern in self.files))
            and all(importlib.util.find_spec(name) for name in self.modules)
        )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _exists(pattern: str) -> bool:
    root = Path(pattern).anchor
    return any(Path(root).glob(pattern.removeprefix(Path(root).as_posix())))


def system_parts(group: str) -> list[Part]:
    """The parts of `system-parts.toml` for this system: the needed, `optional` or `test` ones."""
    import tomllib

    table = tomllib.loads((ROOT / "system-parts.toml").read_text("utf-8"))
    found = []
    for entry in table.get("_".join(filter(None, ["windows" if WINDOWS else "linux", group])), ()):
        packages = {name: entry.pop(name) for name in ("apt", "dnf", "winget") if name in entry}
        found.append(Part(packages=packages, **entry))
    return found


def venv_part() -> Part:
    """The means to make an environment, which Debian packs apart from Python."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    packages = {"apt": [f"python{version}-venv"], "dnf": [f"python{version}"]}
    return Part("Python venv", packages, modules=["ensurepip"])


class Installer(NamedTuple):
    """A package manager: its name among a part's fields and the command that installs."""

    name: str
    command: tuple[str, ...]


def find_installer() -> Installer | None:
    """The package manager of this system, if it is one we know."""
    if shutil.which("apt-get"):
        return Installer("apt", ("apt-get", "install", "-y", "--no-install-recommends"))
    if shutil.which("dnf"):
        return Installer("dnf", ("dnf", "install", "-y"))
    if shutil.which("winget"):
        agree = ("--accept-package-agreements", "--accept-source-agreements")
        return Installer("winget", ("winget", "install", "--exact", "--silent", *agree))
    return None


def privilege() -> tuple[str, ...] | None:
    """What to put before a command to run it as administrator without being asked; None if no way.

    On Windows the package manager asks by itself.
    """
    if sys.platform != "win32" and os.geteuid() != 0:
        may = shutil.which("sudo") and _quiet(["sudo", "-n", "true"]) == 0
        return ("sudo", "-n") if may else None
    return ()


def _quiet(command: Sequence[str]) -> int:
    return subprocess.run(command, capture_output=True, check=False).returncode


def require_parts(parts: Sequence[Part], *, install: bool, needed: bool = True) -> None:
    """See that `parts` are there: install what is missing where we may, else say what to type.

    Raises:
        CouldNot: something needed is missing and cannot be installed from here.
    """
    missing = [part for part in parts if not part.present()]
    if not missing:
        return
    names = ", ".join(part.name for part in missing)
    installer = find_installer()
    packages = _packages(missing, installer)
    before = privilege() if install and packages else None
    if installer is not None and before is not None:
        tell(f"正在安装系统组件：{names}……", f"Installing parts of the system: {names} …")
        _install(installer, packages, before)
        importlib.invalidate_caches()
        missing = [part for part in missing if not part.present()]
        names = ", ".join(part.name for part in missing)
    if missing:
        _say_what_to_type(names, installer, packages)
        if needed:
            raise CouldNot


def _packages(parts: Sequence[Part], installer: Installer | None) -> list[str]:
    if installer is None:
        return []
    return [package for part in parts for package in part.packages.get(installer.name, ())]


def _install(installer: Installer, packages: Sequence[str], before: Sequence[str]) -> None:
    quiet: tuple[str, ...] = ()
    if installer.name == "apt":
        quiet = ("env", "DEBIAN_FRONTEND=noninteractive")
        subprocess.run([*before, "apt-get", "update", "-q"], check=False, stdout=sys.stderr)
    subprocess.run(
        [*before, *quiet, *installer.command, *packages],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
    )


def _say_what_to_type(names: str, installer: Installer | None, packages: Sequence[str]) -> None:
    if installer is None or not packages:
        tell(f"缺少系统组件，请安装：{names}", f"Please install these parts of the system: {names}")
        return
    sudo = () if WINDOWS else ("sudo",)
    line = " ".join([*sudo, *installer.command, *packages])
    tell(
        f"缺少系统组件：{names}。请输入下面这一行，然后重新运行：",
        f"Parts of the system are missing: {names}. Please type this line and start again:",
    )
    print(f"\n    {line}\n", file=sys.stderr, flush=True)


# --- the environment -----------------------------------------------------------------------------


def digest(lock: Path) -> str:
    """The digest by which an unchanged lock is recognised, whatever its line ends."""
    return hashlib.sha256(lock.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def wanted_stamp(*, development: bool) -> dict[str, str]:
    """What an environment must have been made from. Tools of development include the desk's."""
    stamp = {"python": sys.version, "base": sys.base_prefix, "desk": digest(DESK_LOCK)}
    if development:
        stamp["development"] = digest(DEVELOPMENT_LOCK) + digest(SOURCES_LOCK)
    return stamp


def is_current(wanted: Mapping[str, str]) -> bool:
    """Whether `.venv` is complete and made from what is wanted."""
    try:
        stamp = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return PYTHON.exists() and isinstance(stamp, dict) and wanted.items() <= stamp.items()


def make_environment(*, development: bool) -> None:
    """Make `.venv` from the lock, afresh.

    Raises:
        CouldNot: packages cannot be had.
    """
    tell("正在建立运行环境（.venv）……", "Making the environment (.venv) …")
    STAMP.unlink(missing_ok=True)
    _run_or_stop([sys.executable, "-m", "venv", "--clear", str(VENV)])
    lock = DEVELOPMENT_LOCK if development else DESK_LOCK
    tell(
        "正在按锁定的版本下载并安装组件，首次需要几分钟……",
        "Downloading and installing the locked packages, a few minutes the first time …",
    )
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    install_locked = [*pip, "install", "-q", "--progress-bar", "off", "--no-deps"]
    install_locked.append("--require-hashes")
    _run_or_stop([*install_locked, "--only-binary", ":all:", "-r", str(lock)])
    if development:
        _run_or_stop([*install_locked, "--no-build-isolation", "-r", str(SOURCES_LOCK)])
    _run_or_stop([*pip, "check"])
    _install_desk()
    stamp = json.dumps(wanted_stamp(development=development), indent=2)
    STAMP.write_text(stamp, "utf-8")


def _run_or_stop(command: Sequence[str]) -> None:
    if subprocess.run(command, check=False, stdout=sys.stderr).returncode:
        tell(
            "上面这一步没有成功。请检查网络和 pip 的软件源设置，然后重新运行；已完成的不会丢失。",
            "The step above failed. Please check the network and the index pip is configured for, "
            "then start again.",
        )
        raise CouldNot


def _install_desk() -> None:
    """Let the environment find this checkout, and give it the command `archive-desk`.

    A path file and a script do what an editable install would, without a build.
    """
    found = subprocess.run(
        [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    )
    packages = Path(found.stdout.strip())
    # Relative, because path files are not read as UTF-8 by every Python.
    up = os.path.relpath(ROOT, packages)
    (packages / "archive-desk.pth").write_text(f"{up}\n", "ascii")
    if WINDOWS:
        script = f'@"%~dp0python.exe" -P -c "{_RUN_CLI}" %*\r\n'
        (BIN / "archive-desk.cmd").write_text(script, "ascii", newline="")
        return
    command = BIN / "archive-desk"
    here = '"$(dirname -- "$(readlink -f -- "$0")")/python"'
    command.write_text(f'#!/bin/sh\nexec {here} -P -c "{_RUN_CLI}" "$@"\n', "ascii")
    command.chmod(0o755)


def prepare(options: argparse.Namespace, *, development: bool = False) -> None:
    """Everything the desk needs, and what its tests need on top of it."""
    install = not options.no_install
    current = is_current(wanted_stamp(development=development))
    parts = system_parts("") + (system_parts("test") if development else [])
    require_parts(parts if current else [*parts, venv_part()], install=install)
    if current:
        return
    if not options.no_optional:
        require_parts(system_parts("optional"), install=install, needed=False)
    make_environment(development=development)


# --- commands ------------------------------------------------------------------------------------


def open_desk(options: argparse.Namespace, environment: Mapping[str, str] | None = None) -> int:
    """Open the window and stay until it is closed."""
    prepare(options)
    has_screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform == "linux" and not has_screen:
        tell(
            "没有可用的屏幕。请在图形桌面中运行，或使用命令行：python3 start.py cli --help",
            "There is no screen. Please start from a desktop, or use the command line: "
            "python3 start.py cli --help",
        )
        raise CouldNot
    command = [str(PYTHON), "-P", "-m", "archive_desk", *options.words]
    return subprocess.run(
        command, check=False, env={**os.environ, **(environment or {})}
    ).returncode


def run_cli(options: argparse.Namespace) -> int:
    """Run one command of `archive-desk`."""
    prepare(options)
    return _cli(options.words).returncode


def _cli(words: Sequence[str], *, capture: bool = False) -> subprocess.CompletedProcess[str]:
    command = [str(PYTHON), "-P", "-c", _RUN_CLI, *words]
    output = subprocess.PIPE if capture else None
    return subprocess.run(command, check=False, stdout=output, text=True, encoding="utf-8")


def data_folder() -> Path:
    """Where this person's data of the desk lie by the system's custom."""
    if WINDOWS:
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    else:
        base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "archive-desk"


def demonstrate(options: argparse.Namespace) -> int:
    """Open the demonstration archive; the first call writes it, with a recorder's card beside."""
    prepare(options)
    demo = data_folder() / "demo"
    accounts = demo / "accounts.json"
    if not accounts.exists():
        tell(f"正在制作演示档案：{demo}……", f"Writing the demonstration archive: {demo} …")
        if demo.exists():
            shutil.rmtree(demo)
        demo.mkdir(parents=True)
        places = [str(demo / "archive"), "--card", str(demo / "card")]
        made = _cli(["demo", *places, "--json"], capture=True)
        if made.returncode:
            print(made.stdout)
            return made.returncode
        accounts.write_text(made.stdout, "utf-8")
    made_of = json.loads(accounts.read_text("utf-8"))
    tell("演示账号和密码：", "Accounts and passwords of the demonstration:")
    for account in made_of["accounts"]:
        words = [str(account.get(field, "")) for field in ("account", "password", "role", "name")]
        print("    {:<12}{:<16}{:<20}{}".format(*words))
    sys.stdout.flush()
    return open_desk(options, {"ARCHIVE_DESK_ARCHIVE": made_of["archive"]})


def set_up(options: argparse.Namespace) -> int:
    """Set everything up and say where it is."""
    prepare(options)
    tell(f"已就绪：{BIN}", f"Ready: {BIN}")
    return 0


def test(options: argparse.Namespace) -> int:
    """The whole gate; each step runs even if an earlier one failed, and pytest comes last."""
    prepare(options, development=True)
    ruff, mypy = str(BIN / "ruff"), str(BIN / "mypy")
    steps = [
        ("ruff check", [ruff, "check", "."]),
        ("ruff format", [ruff, "format", "--check", "."]),
        ("import-linter", [str(BIN / "lint-imports"), "--no-logo"]),
    ]
    for platform in ("linux", "win32"):
        steps.append((f"mypy, {platform}", [mypy, "--platform", platform]))
        steps.append((f"mypy start.py, {platform}", [mypy, "--platform", platform, "start.py"]))
    failed = [title for title, command in steps if _step(title, command)]
    if _pytest(options, ["-n", "2", "--dist", "worksteal"], screens=2):
        failed.append("pytest")
    return _verdict(failed)


def prove(options: argparse.Namespace) -> int:
    """The long proofs, one after the other."""
    prepare(options, development=True)
    return _pytest(options, ["-m", "proof", "--timeout", "3600"], screens=1)


def _step(title: str, command: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    print(f"\n=== {title}", flush=True)
    return subprocess.run(command, check=False, cwd=ROOT, env=environment).returncode


def _verdict(failed: Sequence[str]) -> int:
    if failed:
        names = ", ".join(failed)
        tell(f"未通过：{names}", f"Failed: {names}")
        return 1
    tell("全部通过。", "Everything passed.")
    return 0


def _pytest(options: argparse.Namespace, words: Sequence[str], *, screens: int) -> int:
    with ExitStack() as stack:
        environment = {**os.environ, "PYTHONUTF8": "1"}
        environment["PATH"] = os.pathsep.join([str(BIN), os.environ.get("PATH", "")])
        if not WINDOWS:
            # Qt warns where there is no runtime folder, and the tests let no warning pass.
            runtime = stack.enter_context(tempfile.TemporaryDirectory(prefix="archive-desk-"))
            environment |= {"XDG_RUNTIME_DIR": runtime, "LC_ALL": "C.UTF-8"}
        if sys.platform == "linux" and not options.screen:
            displays = [_screen(stack) for _ in range(screens)]
            environment |= {"DISPLAY": displays[0], "QT_QPA_PLATFORM": "xcb"}
            environment["ARCHIVE_DESK_TEST_DISPLAYS"] = " ".join(displays)
            environment.pop("WAYLAND_DISPLAY", None)
        command = [str(PYTHON), "-m", "pytest", *words, *options.words]
        return _step("pytest", command, environment)


def _screen(stack: ExitStack) -> str:
    """Start a virtual screen that ends with `stack`; the X server picks a free number itself."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1920x1200x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    stack.callback(server.wait)
    stack.callback(server.terminate)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        number = pipe.readline().strip()
    if not number:
        tell("虚拟屏幕 Xvfb 无法启动。", "The virtual screen Xvfb does not start.")
        raise CouldNot
    return f":{number}"


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "open": open_desk,
    "demo": demonstrate,
    "cli": run_cli,
    "setup": set_up,
    "test": test,
    "proof": prove,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command and do it; the exit code is that of what was run."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    if sys.version_info < (3, 11):  # noqa: UP036  it runs on whatever Python is there
        tell("需要 Python 3.11 或更新版本。", "Python 3.11 or newer is needed.")
        return COULD_NOT
    description, _, rest = (__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser(
        "start.py",
        description=description,
        epilog=rest,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--no-install", action="store_true")
    parser.add_argument("--no-optional", action="store_true")
    parser.add_argument("--screen", action="store_true")
    parser.add_argument("command", nargs="?", choices=COMMANDS, default="open")
    parser.add_argument("words", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    try:
        code = COMMANDS[options.command](options)
        # What a signal ended is negative here; the shell's custom is 128 and the signal's number.
        return code if code >= 0 else 128 - code
    except CouldNot:
        return COULD_NOT
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
