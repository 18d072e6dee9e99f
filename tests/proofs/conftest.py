from collections.abc import Iterator

import pytest

from tests.proofs.workbench import Workbench


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """A small card and a process that imports it under faults."""
    bench = Workbench(tmp_path_factory.mktemp("proofs"))
    yield bench
    bench.close()
