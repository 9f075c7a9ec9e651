"""People who log in, the posts they hold, and the bodies they sit in; all with their days."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuangying.kernel.accounts import roles
from shuangying.kernel.accounts.rights import Right
from shuangying.kernel.divisions.models import Division

DAYS_IN_ORDER = models.Q(until_on=None) | models.Q(until_on__gt=models.F("from_on"))


class DatedQuerySet(models.QuerySet):
    """Rows in force from a day until, not including, another."""

    def on(self, day: date) -> "DatedQuerySet":
        """The rows in force at the end of the day."""
        return self.filter(models.Q(until_on=None) | models.Q(until_on__gt=day), from_on__lte=day)


class UserManager(BaseUserManager):
    """People who log in, found by their login."""


class User(AbstractBaseUser):
    """A person who logs in. What they may do follows from their posts alone."""

    login = models.CharField(_("Login"), max_length=64, unique=True)
    name = models.CharField(_("Full name"), max_length=64)
    is_active = models.BooleanField(_("May log in"), default=True)
    must_change_password = models.BooleanField(default=False)
    password_expires_at = models.DateTimeField(null=True, blank=True)
    lang = models.CharField(_("Language"), max_length=10, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("User")
        verbose_name_plural = _("Users")
        ordering = ("login",)

    def __str__(self) -> str:
        return self.name or self.login


class Post(models.Model):
    """A role that a person holds at a division, or at a unit of it, during `[from_on, until_on)`."""

    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name=_("User"))
    role = models.CharField(_("Role"), max_length=40)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("Division"))
    unit = models.ForeignKey(
        "parties.Unit", models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("Unit")
    )
    from_on = models.DateField(_("From day"))
    until_on = models.DateField(_("Until day"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Post")
        verbose_name_plural = _("Posts")
        ordering = ("from_on", "pk")
        constraints = [models.CheckConstraint(condition=DAYS_IN_ORDER, name="post_ends_after_it_begins")]

    def __str__(self) -> str:
        return f"{self.user} {self.role_label} {self.unit or self.division}"

    @property
    def role_label(self) -> str:
        """What the role is called."""
        return str(roles.get(self.role).label)


class Body(models.Model):
    """A headquarters or one of its work groups, in being during `[from_on, until_on)`."""

    class Kind(models.TextChoices):
        """What a body is."""

        HEADQUARTERS = "headquarters", _("Headquarters")
        WORK_GROUP = "work_group", _("Work group")

    kind = models.CharField(_("Kind"), max_length=20, choices=Kind)
    name = models.CharField(_("Name"), max_length=100)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("Division"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="groups", verbose_name=_("Within")
    )
    from_on = models.DateField(_("From day"))
    until_on = models.DateField(_("Until day"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Body")
        verbose_name_plural = _("Bodies")
        ordering = ("position", "pk")
        constraints = [models.CheckConstraint(condition=DAYS_IN_ORDER, name="body_ends_after_it_begins")]

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A person's seat in a body during `[from_on, until_on)`; one who does not log in has only a name."""

    class Duty(models.TextChoices):
        """What a member is there."""

        HEAD = "head", _("Head")
        DEPUTY = "deputy", _("Deputy head")
        MEMBER = "member", _("Member")

    body = models.ForeignKey(Body, models.PROTECT, related_name="members", verbose_name=_("Body"))
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="seats", verbose_name=_("User"))
    name = models.CharField(_("Full name"), max_length=64, blank=True)
    duty = models.CharField(_("Duty"), max_length=10, choices=Duty, default=Duty.MEMBER)
    from_on = models.DateField(_("From day"))
    until_on = models.DateField(_("Until day"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Member")
        verbose_name_plural = _("Members")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(condition=DAYS_IN_ORDER, name="seat_ends_after_it_begins"),
            models.CheckConstraint(
                condition=~models.Q(name="") | models.Q(user__isnull=False), name="seat_has_someone"
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.user)


class Token(models.Model):
    """A key with which a program acts for one post, up to a right and a day. Only its digest is kept."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="tokens", verbose_name=_("Post"))
    label = models.CharField(_("Purpose"), max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    right = models.PositiveSmallIntegerField(_("Right"), choices=[(right.value, right.name) for right in Right][1:])
    expires_on = models.DateField(_("Until day"))
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("Access token")
        verbose_name_plural = _("Access tokens")

    def __str__(self) -> str:
        return self.label
