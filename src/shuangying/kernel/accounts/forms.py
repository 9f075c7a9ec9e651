"""The forms about people, posts and bodies, and how a form becomes rows of the field component."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from shuangying.core.calendar import parse_day
from shuangying.core.problems import Invalid, Problem
from shuangying.kernel.accounts.actors import Reach
from shuangying.kernel.accounts.models import Body, Member, Post, User
from shuangying.kernel.accounts.roles import all_roles
from shuangying.kernel.accounts.sentences import sentence
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.divisions.models import Division

PASSWORD_FAULTS = {
    "password_too_short": _("Too short: at least 10 characters are needed."),
    "password_too_common": _("Too common: others would guess it."),
    "password_too_similar": _("Too like your login or name."),
}
LOGIN = RegexValidator(r"^[\w.@-]{2,64}\Z", _("A login has 2 to 64 letters, digits, dots or hyphens, no spaces."))


class DayField(forms.Field):
    """A day, in any way of writing it that names the whole day."""

    def to_python(self, value: Any) -> date | None:
        """The day, None where nothing is written."""
        if value in self.empty_values:
            return None
        try:
            return parse_day(value)
        except Invalid as error:
            raise ValidationError(sentence(error.problem)) from None


class DivisionField(forms.Field):
    """A division by its name or code; a name that means several is handed back with all of them."""

    def to_python(self, value: Any) -> Division | None:
        """The division, None where nothing is written."""
        if value in self.empty_values:
            return None
        text = str(value).strip()
        try:
            return divisions.find(text)
        except divisions.NotOne as error:
            several = "、".join(candidate.whole_name for candidate in error.candidates)
            problem = Problem(
                "division_several" if several else "division_unknown", {"text": text, "candidates": several}
            )
            raise ValidationError(sentence(problem)) from None


class UnitField(forms.Field):
    """A unit by its name."""

    def to_python(self, value: Any) -> Any:
        """The unit, None where nothing is written."""
        if value in self.empty_values:
            return None
        text = str(value).strip()
        found = list(_units().filter(name=text).select_related("division")[:2])
        if len(found) != 1:
            raise ValidationError(sentence(Problem("unit_unknown", {"text": text})))
        return found[0]


class RowsForm(forms.Form):
    """A form that templates draw with the field component."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("This is still missing.")

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The fields as the component takes them."""
        return [self._row(name, field) for name, field in self.fields.items()]

    @property
    def other_problems(self) -> list[str]:
        """What is wrong with the whole."""
        return [str(error) for error in self.non_field_errors()]

    def _row(self, name: str, field: forms.Field) -> dict[str, Any]:
        kinds = {DayField: "date", DivisionField: "division", forms.BooleanField: "bool", forms.ChoiceField: "choice"}
        password = isinstance(field.widget, forms.PasswordInput)
        value = "" if password else self[name].value()
        return {
            "name": name,
            "label": field.label,
            "kind": "password" if password else kinds.get(type(field), "text"),
            "value": value.isoformat() if isinstance(value, date) else value,
            "problems": [str(error) for error in self.errors.get(name, ())],
            "help": field.help_text,
            "required": field.required,
            "choices": list(getattr(field, "choices", ())),
            "suggestions": getattr(field, "suggestions", ()),
            "autocomplete": field.widget.attrs.get("autocomplete", ""),
            "autofocus": "autofocus" in field.widget.attrs,
        }


def _password(label: Any, autocomplete: str, **more: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, **more.pop("attrs", {})})
    return forms.CharField(label=label, widget=widget, strip=False, max_length=200, **more)


class LogInForm(RowsForm):
    """Login and password."""

    login = forms.CharField(
        label=_("Login"), max_length=64, widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": ""})
    )
    password = _password(_("Password"), "current-password")


class PasswordForm(RowsForm):
    """The old password and a new one, twice."""

    old = _password(_("Present password"), "current-password", attrs={"autofocus": ""})
    new = _password(_("New password"), "new-password", help_text=_("At least 10 characters, and not a common word."))
    again = _password(_("New password again"), "new-password")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old(self) -> str:
        """The present password, if it is right."""
        old = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise ValidationError(_("The present password is wrong."))
        return old

    def clean_new(self) -> str:
        """The new password, if it is good enough and another one."""
        new = self.cleaned_data["new"]
        try:
            password_validation.validate_password(new, self.user)
        except ValidationError as error:
            raise ValidationError(
                [PASSWORD_FAULTS.get(one.code or "", one.message) for one in error.error_list]
            ) from None
        if new == self.data.get("old"):
            raise ValidationError(_("The new password must differ from the present one."))
        return new

    def clean(self) -> dict[str, Any]:
        """Both entries of the new password must agree."""
        data = super().clean() or {}
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", _("This differs from the new password above."))
        return data


class PostForm(RowsForm):
    """A role at a division, from a day and until another."""

    role = forms.ChoiceField(label=_("Role"))
    division = DivisionField(label=_("Division"), help_text=_("Name or code; a township's name is enough."))
    unit = UnitField(
        label=_("Unit"),
        required=False,
        help_text=_(
            "A checkpoint or an office of that division, if the post is held there; it answers the numbers of that unit."
        ),
    )
    from_on = DayField(label=_("From day"))
    until_on = DayField(label=_("Until day"), required=False, help_text=_("First day on which it is no longer so."))

    def __init__(self, within: Reach, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.within = within
        self.fields["role"].choices = [(role.id, role.label) for role in all_roles()]  # type: ignore[attr-defined]
        self.fields["division"].suggestions = _suggested_divisions()  # type: ignore[attr-defined]
        units = within.limit(_units()).order_by("name")
        self.fields["unit"].suggestions = list(units.values_list("name", flat=True)[:200])  # type: ignore[attr-defined]

    def clean_division(self) -> Division:
        """The division, if it lies within the reach of the one who gives the post."""
        division = self.cleaned_data["division"]
        if not self.within.covers(division.path):
            raise ValidationError(sentence(Problem("outside_posts", {"text": division.name})))
        return division

    def clean(self) -> None:
        """A unit lies in the division of the post, which is then that of the unit."""
        unit, division = self.cleaned_data.get("unit"), self.cleaned_data.get("division")
        if unit is None or division is None:
            return
        if not unit.division.path.startswith(division.path):
            self.add_error("unit", sentence(Problem("unit_elsewhere", {"text": unit.name, "place": division.name})))
        self.cleaned_data["division"] = unit.division


class PersonForm(PostForm):
    """A new person with a first post."""

    login = forms.CharField(label=_("Login"), max_length=64, validators=[LOGIN])
    name = forms.CharField(label=_("Full name"), max_length=64)
    field_order = ["login", "name", "role", "division", "unit", "from_on", "until_on"]


class EndForm(RowsForm):
    """The day from which something is no longer so."""

    until_on = DayField(label=_("Ends on"), help_text=_("First day on which it is no longer so."))


class BodyForm(RowsForm):
    """A headquarters or a work group."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Body.Kind.choices)
    name = forms.CharField(label=_("Name"), max_length=100)
    from_on = DayField(label=_("From day"))


class MemberForm(RowsForm):
    """A seat in a body, for a person who logs in or one who does not."""

    person = forms.CharField(
        label=_("Person"), max_length=64, help_text=_("A login, or the name of somebody who does not log in.")
    )
    duty = forms.ChoiceField(label=_("Duty"), choices=Member.Duty.choices, initial=Member.Duty.MEMBER)
    from_on = DayField(label=_("From day"))
    until_on = DayField(label=_("Until day"), required=False, help_text=_("First day on which it is no longer so."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        logins = User.objects.filter(is_active=True).values_list("login", flat=True)[:200]
        self.fields["person"].suggestions = list(logins)  # type: ignore[attr-defined]


def _suggested_divisions() -> list[str]:
    try:
        tree = divisions.tree(divisions.today())
    except divisions.NoCounty:
        return []
    return [tree.county.name, *(node.name for node in tree.at_level("township"))]


def _units() -> Any:
    model: Any = Post._meta.get_field("unit").related_model
    return model.objects.filter(deleted_at=None)
