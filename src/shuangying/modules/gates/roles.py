"""The role of those who stand at the checkpoints."""

from django.utils.translation import gettext_lazy as _

from shuangying.kernel.accounts.roles import Role, declare

CHECKPOINT = declare(Role("checkpoint", _("Checkpoint staff")))
"""Police, transport and health staff of a joint checkpoint; the post is held at the township in which it stands."""
