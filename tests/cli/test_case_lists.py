"""Lists of case files taken in by command: the good rows are taken, the wrong ones listed."""

import csv
import io

import openpyxl
import pytest
import xlsxwriter

from tests.helpers.archives import staffed_office

HEAD = (
    "序号",
    "案号",
    "违法行为",
    "当事人",
    "案件类型",
    "承办科室",
    "承办人",
    "证件号",
    "立案时间",
    "结案时间",
)


@pytest.fixture
def run(console, tmp_path):
    office = staffed_office(tmp_path / "archive")
    office.desk.close()

    def run(*words, who="archivist"):
        return console(*words, "--archive", tmp_path / "archive", "--as", who, "--json")

    return run


def row(number: int, **changes: str) -> list[str]:
    cells = {
        "n": str(number),
        "no": f"西教罚〔2025〕{number}号",
        "cause": "无证办学",
        "party": f"示例培训中心{number}",
        "kind": "行政处罚",
        "section": "综合科",
        "officers": "甲一、乙二",
        "certificates": "ZF-1、ZF-2",
        "opened": "2025年3月4日",
        "ended": "2025/4/5 16:30",
    }
    return list((cells | changes).values())


def as_csv(rows, encoding: str, delimiter: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


@pytest.mark.parametrize(
    ("encoding", "delimiter", "source"),
    [
        ("gb18030", ",", "GB18030"),
        ("utf-8", ",", "UTF-8"),
        ("utf-8-sig", ";", "UTF-8"),
        ("utf-16", "\t", "UTF-16"),
    ],
)
def test_columns_and_encodings_are_guessed(run, tmp_path, encoding, delimiter, source):
    file = tmp_path / "清单.csv"
    rows = [["2025年度行政处罚案件清单"], HEAD, row(1), row(2, kind="检查"), []]
    file.write_bytes(as_csv(rows, encoding, delimiter))
    preview = run("case", "import", file, "--preview").json
    assert (preview["source"], preview["rows"], preview["missing"]) == (source, 2, [])
    assert preview["mapping"]["no"] == "案号"
    assert preview["mapping"]["cause"] == "违法行为"
    assert run("case", "list").json["total"] == 0
    taken = run("case", "import", file)
    assert (taken.code, taken.json["taken"]) == (0, 2), taken.out
    case = run("case", "show", "西教罚〔2025〕1号").json
    assert (case["opened"], case["ended"][:16]) == ("2025-03-04", "2025-04-05T08:30")
    assert case["officers"][1] == {"name": "乙二", "certificate": "ZF-2"}
    again = run("case", "import", file)
    assert (again.code, again.json["taken"], again.json["present"]) == (0, 0, 2)


WRONG = (
    {"no": ""},
    {"cause": ""},
    {"party": ""},
    {"kind": "跳舞"},
    {"section": ""},
    {"officers": "甲一"},
    {"officers": ""},
    {"opened": "2025-13-40"},
    {"opened": "去年"},
    {"ended": "2025-02-30"},
    {"ended": "2124-01-01"},
    {"opened": "2025-05-01", "ended": "2025-04-01"},
    {"no": "西教罚〔2025〕1号"},
)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_of_ten_thousand_rows_the_thirty_seven_wrong_ones_are_listed(run, tmp_path, ending):
    rows = [row(number) for number in range(1, 10_001)]
    spoiled = {}
    for number in range(37):
        place = 200 + number * 250
        changes = WRONG[number % len(WRONG)]
        rows[place] = row(place + 1, **changes)
        spoiled[place + 2] = changes
    file = tmp_path / f"清单.{ending}"
    if ending == "csv":
        file.write_bytes(as_csv([HEAD, *rows], "gb18030"))
    else:
        with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
            sheet = book.add_worksheet("案件")
            for number, cells in enumerate([HEAD, *rows]):
                sheet.write_row(number, 0, cells)
    wrong = tmp_path / "wrong.xlsx"
    result = run("case", "import", file, "--wrong", wrong)
    assert result.code == 1
    assert result.json["taken"] == 9_963
    listed = {each["row"]: each for each in result.json["wrong"]}
    assert set(listed) == set(spoiled)
    assert all(each["reason"] for each in listed.values())
    assert run("case", "list").json["total"] == 9_963
    book = openpyxl.load_workbook(wrong)
    numbers = [r[0].value for r in book.active.iter_rows(min_row=4) if r[0].value]
    assert sorted(numbers) == sorted(spoiled)
    book.close()


def test_a_person_sets_the_columns_right(run, tmp_path):
    file = tmp_path / "list.csv"
    rows = [
        ["甲列", "乙列", "丙列", "丁列"],
        ["A-1", "无证办学", "某中心", "甲一/乙二"],
        ["A-2", "超标收费", "某学校", "甲一 乙二"],
    ]
    file.write_bytes(as_csv(rows, "utf-8"))
    refused = run("case", "import", file)
    assert refused.code == 2
    assert "案件编号" in refused.json["error"]["message"]
    mapped = run(
        *("case", "import", file, "--map", "no=甲列", "--map", "cause=2", "--map", "party=丙列"),
        *("--map", "officers=4", "--kind", "检查", "--section", "综合科"),
    )
    assert (mapped.code, mapped.json["taken"]) == (0, 2), mapped.out
    assert run("case", "import", file, "--map", "no=戊列").code == 2
    assert run("case", "import", file, "--map", "dance=1").code == 2


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", b"PK\x03\x04 no workbook"),
        ("a.xlsx", b""),
        ("a.csv", b""),
        ("a.csv", b"\xff\xff\x81"),
        ("a.doc", b"x"),
    ],
)
def test_files_that_are_no_lists_are_refused_in_words(run, tmp_path, name, data):
    file = tmp_path / name
    file.write_bytes(data)
    result = run("case", "import", file)
    assert (result.code, result.json["error"]["kind"]) == (2, "invalid"), result.out


def test_a_number_with_other_facts_is_not_written_over(run, tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(as_csv([HEAD, row(1)], "utf-8"))
    run("case", "import", file)
    file.write_bytes(as_csv([HEAD, row(1, cause="别的"), row(2)], "utf-8"))
    result = run("case", "import", file)
    assert (result.json["taken"], [each["row"] for each in result.json["wrong"]]) == (1, [2])
    assert run("case", "show", "西教罚〔2025〕1号").json["cause"] == "无证办学"


def test_only_who_keeps_case_files_takes_lists_in(run, tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(as_csv([HEAD, row(1)], "utf-8"))
    assert run("case", "import", file, who="officer").code == 3
