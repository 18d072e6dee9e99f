"""Runs commands as a script would, in this process."""

import json
from dataclasses import dataclass

import pytest

from archive_desk.cli.main import main


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


class Console:
    """`console("case", "list", "--json")`; `acting(account)` sets `--as` for what follows."""

    def __init__(self, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        self._capture = capfdbinary

    def __call__(self, *words: object) -> Result:
        self._capture.readouterr()
        code = main([str(word) for word in words])
        out, err = self._capture.readouterr()
        return Result(code, out.decode(), err.decode())
