"""The role of those who look after enterprises."""

from django.utils.translation import gettext_lazy as _

from shuangying.kernel.accounts.api import Role, declare

LIAISON = declare(Role("liaison", _("Enterprise liaison officer")))
"""Liaison officers posted to enterprises (驻企联络员)."""
