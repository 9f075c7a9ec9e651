"""What imports say: outcomes, reasons and problems as a county clerk would put them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuangying.core.problems import Problem
from shuangying.core.units import format_yuan
from shuangying.kernel.registers import words

OUTCOMES = {
    "created": _("Added"),
    "updated": _("Changed"),
    "unchanged": _("Unchanged"),
    "review": _("Held"),
    "rejected": _("Returned"),
    "skipped": _("Not a record"),
}
WORST_FIRST = ("rejected", "review", "created", "updated", "unchanged")
WHY = {
    "resembles": _("Its name resembles another; is it the same record?"),
    "several": _("Several records fit; which one is it?"),
    "contradicts": _("The name fits a record, but its number or place is another; is it the same record?"),
    "listed_twice": _("The sheet lists one record several times; which line counts?"),
    "left_out": _("Left out, as decided"),
    "nothing": _("Nothing stands in its cells"),
    "merged": _("Written together with the other line about this record"),
}
REASONS = {
    "prefix": _("differs only in the county's name"),
    "addition": _("differs only in an addition"),
    "one_character": _("differs in one character"),
    "several": _("has the same name"),
    "contradicts": _("has the same name, but another number or place"),
    "listed_twice": _("is listed here too"),
    "waits": _("waits for that line"),
}
NAMED = {
    "known": _("known: %(what)s"),
    "new": _("new: %(what)s"),
}
KINDS = {
    "title": _("Title"),
    "header": _("Header"),
    "batch": _("Batch heading"),
    "subtotal": _("Sub-total"),
    "total": _("Total"),
    "note": _("Note"),
    "blank": _("Blank"),
}
PROBLEMS = {
    "file_empty": _("The file is empty."),
    "file_locked": _("The file is protected by a password. Save it without one and send it again."),
    "file_is_web_page": _("The file is a web page with a spreadsheet's name. Open it and save it as .xlsx."),
    "file_too_large": _("The file is too large: at most %(most)s MB."),
    "file_gone": _("The uploaded sheet has been deleted, as all are after some days. Import the sheet again."),
    "not_a_sheet": _("The file is no spreadsheet that can be read. Use .xlsx, .xls or .csv."),
    "encoding_unknown": _("The text of the file is neither UTF-8 nor GB18030. Save it as .xlsx."),
    "quote_open": _("The quotation mark that opens in row %(row)s is never closed. Close or delete it."),
    "sheet_too_large": _("The sheet is too large: at most %(rows)s rows and %(columns)s columns."),
    "sheet_unclear": _("No visible sheet holds anything. Choose one of: %(choices)s"),
    "no_such_sheet": _("There is no sheet “%(sheet)s”. Choose one of: %(choices)s"),
    "header_missing": _("No header row was recognised. Say which column is which."),
    "header_twice": _(
        "Two columns are headed “%(header)s” (%(columns)s). Say which one to read; until then neither is."
    ),
    "column_missing": _("The column “%(header)s” is missing. Say which column it is."),
    "cell_error": _("The cell shows an error (%(text)s). Write the value itself."),
    "formula_not_calculated": _(
        "The formula has no result in the file. Open the file in a spreadsheet, save it and send it again."
    ),
    "side_by_side": _(
        "A second table stands beside the first (from column %(columns)s on: %(headers)s). Put it below the first, or say which columns not to read."
    ),
    "header_without_year": _(
        "“%(header)s” and the like name no year, nor does the title. Write the year into the title, or say the day of the sheet."
    ),
    "moment_without_day": _(
        "“%(text)s” names no day, nor does the sheet. Write day and time: 2020-02-02 03:20; or the day into the title."
    ),
    "merged_amount": _("The amount %(text)s is merged over rows %(rows)s. Give each row its own."),
    "not_a_name": _("“%(text)s” is a number and no name. Look whether two columns have changed places."),
    "uid_unreadable": _("“%(text)s” is no system number."),
    "uid_unknown": _("No record within your reach has the system number %(text)s."),
    "cannot_clear": _("%(column)s cannot be emptied here. Open the record itself and change or delete it."),
    "division_slip": _("There is no “%(text)s”. Did you mean %(candidates)s?"),
    "out_of_reach": _("This row belongs to a place outside your post."),
    "changed_meanwhile": _("Somebody changed this record meanwhile. Import the sheet again."),
    "undo_not_done": _("This import is not written, or undone already."),
    "undo_forgotten": _(
        "It can no longer be undone: the numbers that it replaced were deleted together with the sheet."
    ),
    "undo_touched": _("It cannot be undone: rows %(rows)s were changed since."),
    "day_assumed": _("The sheet names no day; its states are taken as seen today, %(day)s."),
    "unit_assumed": _("Neither title nor header names the unit of “%(header)s”; %(unit)s is taken."),
    "other_columns": _(
        "This row belongs to another table, whose columns stand elsewhere (header in row %(row)s). Put that table on a sheet of its own."
    ),
    "unit_changes": _("From row %(row)s on amounts are read in %(unit)s, as the sheet says there."),
    "other_sheets": _("Only the sheet “%(sheet)s” is read; the file also has: %(others)s"),
    "identity_not_given": _("The %(columns)s cannot be used here. Ask the county's office which one the record has."),
    "goes_back": _("These rows state an earlier stage than the register knew: %(rows)s. They are written as stated."),
    "hidden_rows": _("The sheet hides rows %(rows)s; they are read too."),
    "names_not_compared": _(
        "The register is too large to look for names that resemble those of new rows; only equal names were found."
    ),
    "said_above": _("What stands above the header is taken for all rows: %(text)s."),
    "batch_unknown": _("The batch “%(text)s” means no state that the register knows."),
}
COUNT_OF_ROWS = _("count of rows")
VERDICTS = {
    "equal": _("Row %(row)s, %(label)s, %(what)s: the sheet says %(stated)s and its rows give the same."),
    "rounded": _(
        "Row %(row)s, %(label)s, %(what)s: the sheet says %(stated)s, its rows give %(found)s; the same when rounded."
    ),
    "different": _("Row %(row)s, %(label)s, %(what)s: the sheet says %(stated)s, its rows give %(found)s."),
    "open": _(
        "Row %(row)s, %(label)s, %(what)s: the sheet says %(stated)s, its readable rows give %(found)s; cells that cannot be read: %(unread)s."
    ),
}
words.declare(PROBLEMS)


def problem_words(code: str, params: Mapping[str, Any]) -> str:
    """A kept problem as a sentence."""
    return words.words_for(Problem(code, dict(params)))


def total_words(total: Mapping[str, Any], unit: str = "") -> str:
    """What a stated number is worth, with both numbers."""
    values = {
        "row": total["row"],
        "label": total["label"] or str(KINDS[total["kind"]]),
        "what": total["header"] or str(COUNT_OF_ROWS),
        "stated": _shown(total["stated"], total, unit),
        "found": _shown(total["found"], total, unit),
        "unread": total["unread"],
    }
    return str(VERDICTS[total["verdict"]]) % values


def _shown(number: str, total: Mapping[str, Any], unit: str) -> str:
    if total["unit"] != "yuan":
        return number
    name = total.get("sheet_unit") or unit or "亿元"
    return f"{format_yuan(Decimal(number), name)} {name}"
