"""Many values of a row's relatives as one list, in the query that reads the row."""

from typing import Any

from django.db.models import Aggregate, JSONField


class Gathered(Aggregate):
    """A list of what each row gives, in no order: `Gathered(JSONArray("unit__path", "unit__name"))`."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """PostgreSQL's name for it."""
        return self.as_sql(compiler, connection, function="JSONB_AGG", **extra)
