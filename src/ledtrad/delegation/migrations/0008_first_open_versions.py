"""What the open version of each list that is laid already tells nothing of: by the records that it was drawn from."""

from typing import Any

from django.db import migrations

from ledtrad.core.papers.blocks import fingerprint
from ledtrad.delegation.rules.reading import tells_of_somebody


def number_the_first(apps: Any, _schema_editor: Any) -> None:
    reports, versions = (apps.get_model("delegation", name) for name in ("DecisionReport", "OpenVersion"))
    for report in reports.objects.filter(state="laid", imported=False, open_versions=None):
        versions.objects.create(
            report=report, number=1, masked=_masked(report), sha256=fingerprint(report.public),
            made_at=report.laid_at, made_by_label=report.laid_by_label,
        )  # fmt: skip


def _masked(report: Any) -> list[int]:
    """A record never changes, so what it says today of itself is what it said when the list froze."""
    rows = list(report.rows.select_related("told").order_by("pk"))
    pseudonyms = {row.told.subject for row in rows if row.told is not None and row.told.subject}
    return [
        number
        for number, row in enumerate(rows, 1)
        if row.told is not None
        and tells_of_somebody(
            confidentiality=row.told.confidentiality,
            subject=row.told.subject,
            words=f"{row.matter} {row.decision} {row.source_id}",
            pseudonyms=pseudonyms,
        )
    ]


class Migration(migrations.Migration):
    dependencies = [("delegation", "0007_open_versions")]

    operations = [migrations.RunPython(number_the_first, migrations.RunPython.noop)]
