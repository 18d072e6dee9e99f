from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from archive_desk.db.engine import Database
from archive_desk.db.tables import metadata
from archive_desk.db.upgrade import configuration, head, includes, revision_of, upgrade
from archive_desk.domain.errors import Unavailable


@pytest.fixture
def database(tmp_path: Path):
    database = Database.at(tmp_path / "archive.sqlite")
    yield database
    database.close()


def test_the_tables_in_the_code_are_those_the_migrations_make(database):
    upgrade(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": includes})
        assert compare_metadata(context, metadata) == []


def test_every_migration_goes_up_and_down_again(database):
    config = configuration()
    revisions = [s.revision for s in ScriptDirectory.from_config(config).walk_revisions()][::-1]
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        for revision in revisions:
            command.upgrade(config, revision)
            command.downgrade(config, "-1" if revision != revisions[0] else "base")
            command.upgrade(config, revision)
        command.downgrade(config, "base")
    left = set(inspect(database.engine).get_table_names()) - {"alembic_version"}
    assert {name for name in left if not name.startswith("sqlite_")} == set()


def test_an_archive_of_a_newer_program_is_refused_in_words(database):
    upgrade(database)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Unavailable, match="更新版本"):
        upgrade(database)
    assert revision_of(database) == "9999"


def test_an_archive_that_is_up_to_date_is_left_alone(database, tmp_path):
    upgrade(database)
    upgrade(database, tmp_path / "backups")
    assert revision_of(database) == head()
    assert not (tmp_path / "backups").exists()


def test_an_older_archive_is_copied_before_it_is_upgraded(database, tmp_path):
    config = configuration()
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    upgrade(database, tmp_path / "backups")
    assert revision_of(database) == head()
    (backup,) = (tmp_path / "backups").iterdir()
    kept = Database.at(backup)
    assert revision_of(kept) == "0001"
    kept.close()
