import re
from collections import Counter

from tests.helpers.sources import PACKAGE


def test_every_form_has_a_number_of_its_own() -> None:
    numbers = Counter(
        number
        for path in (PACKAGE / "forms").glob("*.py")
        for number in re.findall(r'"(AD-\d+)"', path.read_text("utf-8"))
    )
    assert len(numbers) > 8
    assert {number for number, uses in numbers.items() if uses > 1} == set()
