from typing import Any

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class BriefsConfig(AppConfig):
    name = "shuangying.kernel.briefs"
    label = "briefs"
    verbose_name = _("Briefs")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shuangying.kernel.briefs import problem_words
        from shuangying.kernel.figures.pages import declare_uses

        problem_words.declare_all()
        declare_uses(uses_of)
        autodiscover_modules("briefs")


def uses_of(figure_id: str, actor: Any) -> list[dict[str, str]]:
    """The published briefs that used a figure, as links for its page; the writers of documents are loaded only then."""
    from shuangying.kernel.briefs import publishing

    return publishing.uses_of(figure_id, actor)
