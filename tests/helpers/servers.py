"""A PostgreSQL server of the tests' own: a new cluster in a temporary folder, on a socket there."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

if sys.platform != "win32":
    import pwd


def programs() -> Path | None:
    """Where the server's programs are; None where it is not installed."""
    if sys.platform == "win32":
        return None
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    beside = shutil.which("initdb")
    return found[-1].parent if found else None if beside is None else Path(beside).parent


class Server:
    """A server that can be stopped and started again. It refuses to run as root, so it does not."""

    def __init__(self, folder: Path, bin_folder: Path) -> None:
        self.folder = folder
        self._bin = bin_folder
        self._user = _somebody() if os.geteuid() == 0 else None
        if self._user is not None:
            os.chown(folder, self._user.pw_uid, self._user.pw_gid)
        words = ("-A", "trust", "-U", "archive", "--locale=C", "-E", "UTF8", "-N")
        self._run("initdb", "-D", folder / "data", *words)
        self.start()

    def url(self, name: str = "postgres") -> str:
        """The URL of the database `name`."""
        return f"postgresql://archive@/{name}?host={self.folder}"

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync=off"
        self._control("start", "-o", options)

    def stop(self, mode: str = "fast") -> None:
        """Stop: `fast` ends what is under way, `immediate` is a crash."""
        self._control("stop", "-m", mode)

    def ask_for_passwords(self, user: str) -> None:
        """Let `user` in by password only."""
        rules = self.folder / "data" / "pg_hba.conf"
        rules.write_text(f"local all {user} scram-sha-256\n" + rules.read_text("utf-8"), "utf-8")
        self._control("reload")

    def _control(self, verb: str, *words: str) -> None:
        self._run(
            "pg_ctl", "-w", "-D", self.folder / "data", "-l", self.folder / "log", verb, *words
        )

    def _run(self, program: str, *words: object) -> None:
        user = self._user
        subprocess.run(
            [self._bin / program, *map(str, words)],
            check=True,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            user=None if user is None else user.pw_uid,
            group=None if user is None else user.pw_gid,
            extra_groups=None if user is None else [],
            timeout=120,
        )


def _somebody() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    pytest.skip("no user to run PostgreSQL as")


@pytest.fixture(scope="session")
def server():
    """The server; without PostgreSQL on this machine what needs it is skipped."""
    found = programs()
    if found is None:
        pytest.skip("PostgreSQL's server is not installed on this machine")
    # A socket's name may not be long, and another user must reach the folder.
    folder = Path(tempfile.mkdtemp(prefix="archive-desk-pg-", dir="/tmp"))
    made = None
    try:
        made = Server(folder, found)
        yield made
    finally:
        if made is not None:
            made.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)
