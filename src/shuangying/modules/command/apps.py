from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommandConfig(AppConfig):
    name = "shuangying.modules.command"
    label = "command"
    verbose_name = _("Levels and postings")
    default_auto_field = "django.db.models.BigAutoField"
