"""The secret in a calendar's address is kept as its fingerprint; addresses in use go on working."""

from hashlib import sha256

from django.db import migrations


def keep_fingerprints(apps, schema_editor):
    User = apps.get_model("organisation", "User")
    for person in User.objects.exclude(calendar_sha256=""):
        person.calendar_sha256 = sha256(person.calendar_sha256.encode()).hexdigest()
        person.save(update_fields=["calendar_sha256"])


class Migration(migrations.Migration):
    dependencies = [("organisation", "0001_initial")]

    operations = [
        migrations.RenameField("user", "calendar_token", "calendar_sha256"),
        migrations.RunPython(keep_fingerprints, elidable=True),
    ]
