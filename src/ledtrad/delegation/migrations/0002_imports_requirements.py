"""What a record of a delegated decision holds, until a municipality says otherwise."""

from django.db import migrations

FIELDS = ("source", "source_id", "board", "decided_on", "item", "function", "person", "matter", "decision")


def seed(apps, schema_editor):
    requirement = apps.get_model("delegation", "FormRequirement")
    requirement.objects.bulk_create([requirement(field=name) for name in FIELDS])


class Migration(migrations.Migration):
    dependencies = [("delegation", "0001_initial")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
