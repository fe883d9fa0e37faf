from __future__ import annotations

from alembic.script import ScriptDirectory

from crm_ai_plugin.store import schema


def test_migrations_are_a_line_and_their_files_are_named_by_it():
    scripts = ScriptDirectory.from_config(schema._config())
    line = [script.revision for script in scripts.walk_revisions()][::-1]
    assert schema._known() == line
    assert scripts.get_heads() == [line[-1]]
