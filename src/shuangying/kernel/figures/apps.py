from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class FiguresConfig(AppConfig):
    name = "shuangying.kernel.figures"
    label = "figures"
    verbose_name = _("Daily reports")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shuangying.kernel.figures.drill_down import counted_by
        from shuangying.kernel.registers.api import declare_restriction

        declare_restriction("figure", counted_by)
        autodiscover_modules("figures")
