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

        problem_words.declare_all()
        autodiscover_modules("briefs")
