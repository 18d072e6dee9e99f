import pytest

from archive_desk.cli.main import MODULES, build_parser


@pytest.mark.parametrize("command", MODULES)
def test_every_command_is_found_in_its_module(command):
    assert command in build_parser(command).format_help()


def test_the_help_shows_all_commands(capsys):
    with pytest.raises(SystemExit):
        build_parser().parse_args(["--help"])
    said = capsys.readouterr().out
    assert all(f"\n    {command} " in said for command in MODULES)


def test_a_command_is_found_behind_options_that_look_like_commands(console, tmp_path):
    result = console("--archive", tmp_path / "none", "--as", "case", "journal", "verify")
    assert result.code == 2
    assert "不是档案库" in result.err
