from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GatesConfig(AppConfig):
    name = "shuangying.modules.gates"
    label = "gates"
    verbose_name = _("Gates")
    default_auto_field = "django.db.models.BigAutoField"
