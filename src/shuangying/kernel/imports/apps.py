from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "shuangying.kernel.imports"
    label = "imports"
    verbose_name = _("Imports")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every room put this room's problems into words, and lists name their last import."""
        from shuangying.kernel.imports import sentences  # noqa: F401
        from shuangying.kernel.imports.waiting import last_import
        from shuangying.kernel.registers.pages import declare_last_import

        declare_last_import(last_import)
