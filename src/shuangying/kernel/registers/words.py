"""The sentences for problems: what is wrong and what to do, in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuangying.core.masks import hide_numbers
from shuangying.core.problems import Problem

_sentences: dict[str, "str | Promise"] = {}


def declare(sentences: Mapping[str, "str | Promise"]) -> None:
    """Give each problem code its sentence, with `%(name)s` for the problem's parameters."""
    _sentences.update(sentences)


def words_for(problem: Problem) -> str:
    """The problem as a sentence, with the numbers of persons in it masked: people write them into the wrong column."""
    return hide_numbers(str(_sentences.get(problem.code, problem.code)) % problem.params)


def declared() -> Mapping[str, "str | Promise"]:
    """All declared sentences by code."""
    return dict(_sentences)


declare(
    {
        "not_money": _(
            "“%(text)s” is not an amount of money. Write a number, with its unit if it differs from the column's: 29.894亿元."
        ),
        "money_not_exact_amount": _(
            "“%(text)s” is not one exact amount. Write a single number in full, without 约, 左右, a range or an exponent."
        ),
        "money_too_fine": _("“%(text)s” is finer than one fen. Check the number and its unit."),
        "money_too_large": _("“%(text)s” is too large to be right. Check the number and its unit."),
        "not_area": _(
            "“%(text)s” is not an area. Write a number, with its unit if it differs from the column's: 300亩."
        ),
        "area_not_exact_amount": _(
            "“%(text)s” is not one exact area. Write a single number in full, without 约, 左右, a range or an exponent."
        ),
        "area_too_fine": _("“%(text)s” is finer than 1/10,000 mu. Round it or check its unit."),
        "area_too_large": _("“%(text)s” is too large to be right. Check the number and its unit."),
        "not_a_day": _("“%(text)s” is not a date. Write year, month and day: 2020-02-24."),
        "no_such_day": _("There is no such day as “%(text)s”. Check year, month and day."),
        "day_out_of_range": _("“%(text)s” lies outside the years 1900 to 2100. Check the year."),
        "day_not_come": _("%(day)s has not come yet: nothing is known of it."),
        "day_incomplete": _("“%(text)s” does not name one day. Add what is missing: 2020-02-24."),
        "day_without_year": _("“%(text)s” has no full year. Write the year in four digits: 2020-02-24."),
        "not_division_code": _("“%(text)s” is not a division code. Write 2, 4, 6, 9 or 12 digits: 371722."),
        "resembles_prefix": _("The names differ only in the county's name at the beginning."),
        "resembles_addition": _("One name has an addition such as （二期）, 扩建 or 项目."),
        "resembles_one_character": _("The names differ in one character."),
        "too_long": _("This is %(length)s characters long; %(most)s are the most."),
        "not_text": _("This text holds characters that cannot be kept."),
        "too_many_words": _("Look for at most %(most)s words at once."),
        "too_many_values": _("Choose at most %(most)s values at once."),
        "not_a_choice": _("“%(text)s” is none of: %(choices)s."),
        "not_a_number": _("“%(text)s” is not a number."),
        "not_a_whole_number": _("“%(text)s” is not a whole number of 0 or more."),
        "not_yes_or_no": _("“%(text)s” is neither yes nor no. Write 是 or 否."),
        "division_unknown": _("No division is called “%(text)s” here. Write its full name or its code."),
        "division_several": _("“%(text)s” may be any of: %(candidates)s. Write the full name with its township."),
        "reference_unknown": _(
            "Within the reach of your posts there is no such record, or more than one of that name. Choose it from the list."
        ),
        "reference_several": _("More than one record is called “%(text)s”."),
        "required": _("%(column)s is missing."),
        "stages_out_of_order": _(
            "%(state)s on %(day)s is before %(before)s on %(before_day)s. Correct one of the two dates."
        ),
        "already_exists": _(
            "A record with the same %(columns)s exists already. Open that one and change it; if you do not find it, it lies beyond the reach of your posts: ask the county."
        ),
        "belongs_elsewhere": _(
            "This belongs to %(place)s, as the record does that it is about. Leave the division empty."
        ),
        "reason_required": _("Say why. The reason stays in the record's history."),
        "name_differs": _(
            "The number is known under another name than “%(text)s”. Check the number and the name; correct the record if its name is wrong."
        ),
        "two_records_named": _("This names one record and describes another. Leave out one of the two."),
        "out_of_reach_here": _("Your posts do not allow you to write this here."),
        "whole_deleted": _("It is part of a deleted record. Restore that one."),
        "not_now": _("“%(action)s” cannot be done to this record as it is now."),
        "moment_without_time": _("“%(text)s” has no time of day. Write day and time: 2020-02-02 03:20."),
        "no_such_time": _("There is no such time as “%(text)s”. Write hours and minutes: 03:20; 24:00 ends the day."),
        "not_positive": _("%(column)s must be more than 0."),
        "figure_unknown": _("There is no figure “%(id)s”."),
        "figure_of_other_register": _("The figure “%(id)s” counts another register."),
        "number_lost_digits": _(
            "A spreadsheet has made this a number and lost its last digits (%(text)s). Format the column as text and copy the numbers from their source again."
        ),
        "id_number_length": _(
            "%(text)s has %(length)s characters. An identity number has 18, or 15 if it is an old one."
        ),
        "id_number_letters": _("“%(text)s” is not an identity number. Write 17 digits and a digit or X."),
        "id_number_birth": _("The day of birth in %(text)s does not exist. Compare it with the identity card."),
        "id_number_check": _(
            "The last character of %(text)s does not fit the others. Compare it with the identity card."
        ),
        "id_number_masked": _("%(text)s is masked. Write the identity number in full."),
        "credit_code_length": _(
            "“%(text)s” has %(length)s characters. A unified social credit code has 18, an old registration number 15."
        ),
        "credit_code_letters": _(
            "“%(text)s” is not a credit code. It has digits and capital letters except I, O, S, V and Z."
        ),
        "credit_code_check": _(
            "The last character of “%(text)s” does not fit the others. Compare it with the business licence."
        ),
        "not_phone": _(
            "%(text)s is not a telephone number. Write a mobile number, or a landline with its area code: 0530-4651234."
        ),
        "phone_several": _("Here is more than one telephone number. Write one and put the others into the remarks."),
        "phone_without_area": _("%(text)s lacks its area code. Write it in front: 0530-4651234."),
        "phone_lost_zero": _(
            "A spreadsheet has dropped the 0 of the area code. Format the column as text and write 0530-4651234."
        ),
        "phone_masked": _("%(text)s is masked. Write the telephone number in full."),
        "plate_empty": _("The number plate is missing."),
        "plate_long": _("A number plate has at most %(most)s characters."),
        "plate_length": _(
            "“%(text)s” has too few or too many characters for a number plate. Write 鲁R12345, or 鲁RD12345 for new energy."
        ),
        "plate_letters": _(
            "“%(text)s” is not a number plate. Behind the first letter the letters I and O do not occur: write 1 and 0."
        ),
    }
)
