"""A headless Chromium, spoken to through its debugging pipe; no network, no driver."""

import json
import os
import shutil
import subprocess
import time
from base64 import b64decode
from pathlib import Path
from typing import Any, Self

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_PATIENCE_SECONDS = 30


def find() -> str | None:
    """Where a Chromium is, None if there is none."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


class Chromium:
    """One page. `requests` are the addresses that it asked for."""

    def __init__(self, program: str, profile: Path) -> None:
        """Start it with an empty profile."""
        read_theirs, write_ours = os.pipe()
        read_ours, write_theirs = os.pipe()
        words = [
            program,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--mute-audio",
            "--no-first-run",
            "--allow-file-access-from-files=false",
            "--remote-debugging-pipe",
            f"--user-data-dir={profile}",
            "--window-size=1366,900",
        ]
        # The pipe is expected at descriptors 3 and 4.
        shell = f'exec "$@" 3<&{read_theirs} 4>&{write_theirs}'
        self._process = subprocess.Popen(
            ["bash", "-c", shell, "chromium", *words],
            pass_fds=(read_theirs, write_theirs),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(read_theirs)
        os.close(write_theirs)
        self._write, self._read = write_ours, os.fdopen(read_ours, "rb", buffering=0)
        self._number, self._rest = 0, b""
        self._session: str | None = None
        self.requests: list[str] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        attached = self._call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network"):
            self._call(f"{domain}.enable")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(_PATIENCE_SECONDS)
        os.close(self._write)
        self._read.close()

    def _call(self, method: str, **values: object) -> dict[str, Any]:
        self._number += 1
        message: dict[str, object] = {"id": self._number, "method": method, "params": values}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            heard = self._hear()
            if heard.get("method") == "Network.requestWillBeSent":
                self.requests.append(heard["params"]["request"]["url"])
            if heard.get("id") == self._number:
                assert "error" not in heard, heard
                return heard["result"]

    def _hear(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            data = self._read.read(65536)
            assert data, "Chromium has ended"
            self._rest += data
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)

    def open(self, file: Path) -> None:
        """Open a page from disk and wait until it stands."""
        self._call("Page.navigate", url=file.as_uri())
        self.wait_for("document.readyState === 'complete' && location.protocol === 'file:'")

    def evaluate(self, script: str) -> Any:
        """The value of a script, run as if a person had clicked."""
        answer = self._call(
            "Runtime.evaluate",
            expression=script,
            returnByValue=True,
            awaitPromise=True,
            userGesture=True,
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait_for(self, script: str) -> None:
        """Wait until the script says true."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while not self.evaluate(script):
            assert time.monotonic() < until, script
            time.sleep(0.05)

    def screenshot(self, file: Path) -> None:
        """What the page shows, as PNG."""
        file.write_bytes(b64decode(self._call("Page.captureScreenshot")["data"]))
