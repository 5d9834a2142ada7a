"""Who writes: the same four fields in every table of delegation that people write in."""

from typing import Any

from ledtrad.core import clock
from ledtrad.core.actors import Actor
from ledtrad.organisation.actors import access


def written(actor: Actor) -> dict[str, Any]:
    """The values of `Written` for whoever acts now, in the first function they hold."""
    posts = access(actor).posts
    return {
        "made_by_id": actor.user_id,
        "made_by_label": actor.label[:200],
        "function_id": posts[0].function_id if posts else None,
        "made_at": clock.now(),
    }
