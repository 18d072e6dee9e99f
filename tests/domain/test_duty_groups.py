import inspect
import re

from archive_desk.domain import completeness, duty_groups
from archive_desk.domain.legal_review import ReviewFault


def test_every_code_that_a_check_may_find_belongs_to_a_duty():
    source = inspect.getsource(completeness)
    codes = set(re.findall(r'Shortfall\(\s*"([a-z_]+)"', source))
    codes |= {each.value for each in ReviewFault}
    assert len(codes) > 20
    assert codes == set(duty_groups._GROUPS)
