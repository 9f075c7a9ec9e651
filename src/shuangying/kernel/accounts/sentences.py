"""What can be wrong with people, posts, bodies and divisions, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuangying.core.problems import Problem

SENTENCES: Mapping[str, "str | Promise"] = {
    "login_taken": _("The login “%(text)s” is taken. Choose another one."),
    "post_held": _("%(name)s holds this post in these days already, since %(since)s."),
    "days_out_of_order": _("The end must lie after the beginning."),
    "ended_before": _("It ends on %(day)s already, and can only be ended earlier."),
    "last_administrator": _("Nobody else would administer the county. Give another person that post first."),
    "two_heads": _("%(body)s has two heads in these days already. End one seat first."),
    "home_is_made": _("This home serves %(county)s already."),
    "not_a_county": _("“%(text)s” is not the code of a county."),
    "not_division_code": _("“%(text)s” is not a division code."),
    "not_a_day": _("“%(text)s” is not a day. Write it like 2020-03-05."),
    "no_such_day": _("There is no day %(text)s."),
    "day_out_of_range": _("“%(text)s” lies outside the years 1900 to 2100. Check the year."),
    "day_incomplete": _("“%(text)s” is not one whole day: year, month and day are needed."),
    "day_without_year": _("“%(text)s” has no year."),
    "division_unknown": _("No division is called “%(text)s”."),
    "division_several": _("“%(text)s” means several: %(candidates)s. Write which one, or its code."),
    "outside_posts": _("%(text)s lies outside your posts."),
    "unit_unknown": _("No unit, or more than one, is called “%(text)s”. Choose one from the list."),
    "unit_elsewhere": _("%(text)s does not lie in %(place)s. Leave the unit empty or correct the division."),
}


def sentence(problem: Problem) -> str:
    """The problem in the reader's language."""
    return str(SENTENCES.get(problem.code, problem.code)) % problem.params
