"""What `thread.search` reads: an FTS5 table kept in step by triggers on SQLite, an expression index on PostgreSQL."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE thread_search USING fts5(
        number, title, short_title, description,
        content='thread_node', content_rowid='id', tokenize='unicode61 remove_diacritics 0')""",
    """CREATE TRIGGER thread_search_insert AFTER INSERT ON thread_node BEGIN
        INSERT INTO thread_search(rowid, number, title, short_title, description)
        VALUES (new.id, new.number, new.title, new.short_title, new.description); END""",
    """CREATE TRIGGER thread_search_delete AFTER DELETE ON thread_node BEGIN
        INSERT INTO thread_search(thread_search, rowid, number, title, short_title, description)
        VALUES ('delete', old.id, old.number, old.title, old.short_title, old.description); END""",
    """CREATE TRIGGER thread_search_update AFTER UPDATE OF number, title, short_title, description ON thread_node BEGIN
        INSERT INTO thread_search(thread_search, rowid, number, title, short_title, description)
        VALUES ('delete', old.id, old.number, old.title, old.short_title, old.description);
        INSERT INTO thread_search(rowid, number, title, short_title, description)
        VALUES (new.id, new.number, new.title, new.short_title, new.description); END""",
    "INSERT INTO thread_search(thread_search) VALUES ('rebuild')",
]


def index():
    return GinIndex(
        SearchVector("number", "title", "short_title", "description", config="swedish"), name="thread_node_words"
    )


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            schema_editor.execute(statement)
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.add_index(apps.get_model("thread", "Node"), index())


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for trigger in ("insert", "delete", "update"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS thread_search_{trigger}")
        schema_editor.execute("DROP TABLE IF EXISTS thread_search")
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.remove_index(apps.get_model("thread", "Node"), index())


class Migration(migrations.Migration):
    dependencies = [("thread", "0001_initial")]

    operations = [migrations.RunPython(make, unmake)]
