from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartiesConfig(AppConfig):
    name = "shuangying.kernel.parties"
    label = "parties"
    verbose_name = _("Parties")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let lists and records of parties lead to duplicates and merging, and tell other names."""
        from shuangying.kernel.parties import pages
        from shuangying.kernel.registers.pages import declare_links, declare_panel

        declare_links(pages.links)
        declare_panel(pages.panel)
