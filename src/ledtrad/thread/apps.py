from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ThreadConfig(AppConfig):
    """The thread: nodes, links and whatever is done to a node."""

    name = "ledtrad.thread"
    label = "thread"
    verbose_name = _("Tråden")

    def ready(self) -> None:
        from ledtrad.core import ledger
        from ledtrad.thread import gap_rules, imports, plan_words, search_index, todo_sources
        from ledtrad.thread.models import Node

        gap_rules.register()
        todo_sources.register()
        plan_words.register()
        imports.register()
        ledger.hide(Node, lambda user: Node.objects.exclude(pk__in=Node.objects.visible_to(user).values("pk")))
        post_migrate.connect(search_index.after_migrate, sender=self)
