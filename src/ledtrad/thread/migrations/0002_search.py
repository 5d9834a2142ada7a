"""What `thread.search` reads: an FTS5 table kept in step by triggers on SQLite, an expression index on PostgreSQL."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

from ledtrad.thread import search_index


def index():
    return GinIndex(search_index.vector(), name="thread_node_words")


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        search_index.install(schema_editor.connection)
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.add_index(apps.get_model("thread", "Node"), index())


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        search_index.remove(schema_editor.connection)
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.remove_index(apps.get_model("thread", "Node"), index())


class Migration(migrations.Migration):
    dependencies = [("thread", "0001_initial")]

    operations = [migrations.RunPython(make, unmake)]
