from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DivisionsConfig(AppConfig):
    name = "shuangying.kernel.divisions"
    label = "divisions"
    verbose_name = _("Divisions")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save

        from shuangying.kernel.divisions import county_home, models

        def changed(**_kwargs: object) -> None:
            county_home.touch()

        for sender in (models.Division, models.Succession, models.FormerName):
            for signal in (post_save, post_delete):
                signal.connect(changed, sender=sender, weak=False, dispatch_uid=f"tree changed {sender.__name__}")
