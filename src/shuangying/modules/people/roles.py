"""The role of those who look after people's health."""

from django.utils.translation import gettext_lazy as _

from shuangying.kernel.accounts.roles import Role, declare

HEALTH = declare(Role("health", _("Health worker")))
"""Disease control and health centres (疾控和卫生院)."""
