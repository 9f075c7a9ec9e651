"""The sentences for what can be wrong with a template or with publishing a brief."""

from django.utils.translation import gettext_lazy as _

from shuangying.kernel.registers import words


def declare_all() -> None:
    """Make the sentences known."""
    words.declare(
        {
            "brief_fault_at": _("Paragraph %(paragraph)s, “%(text)s”: %(why)s"),
            "brief_tag_unclosed": _(
                "“%(tag)s” has no counterpart. A tag begins with {{ or {%% and ends with }} or %%} in the same paragraph."
            ),
            "brief_tag_wrong": _("The tag %(tag)s cannot be read: %(why)s. Write it as in the list of placeholders."),
            "brief_tag_fails": _("A tag here cannot be filled: %(why)s."),
            "brief_unknown_tag": _("The tag %(tag)s is not one of if, elif, else, endif, for, endfor, set."),
            "brief_tag_without_end": _(
                "“%(tag)s” begins here and never ends. Add a paragraph with {%%p end%(tag)s %%}."
            ),
            "brief_end_without_tag": _("“%(tag)s” stands here without its beginning."),
            "brief_no_such_name": _("“%(name)s” is not known here. See the list of placeholders."),
            "brief_no_such_figure": _("No figure has the id “%(id)s”. See the page of figures for the ids."),
            "brief_no_such_register": _("No register has the id “%(id)s”."),
            "brief_no_such_column": _("The register %(register)s has no column “%(name)s”."),
            "brief_bad_filter": _("The filter “%(name)s” of the register %(register)s: %(why)s"),
            "brief_not_money": _("The figure “%(id)s” is no amount of money; write it with f."),
            "brief_not_a_count": _("Only counts can be rounded with yu; “%(id)s” is none."),
            "brief_about_negative": _("%(n)s is below zero and cannot be rounded with yu."),
            "brief_not_a_document": _(
                "This is no Word document (.docx). Save it in Word as .docx and upload it again."
            ),
            "brief_file_too_large": _("The file is too large; a template may have %(most)s MB. Take out pictures."),
            "brief_has_macros": _("The file holds macros or embedded objects. Save it without them as .docx."),
            "brief_refers_outside": _(
                "The file takes parts from elsewhere (a linked picture or template). Put them into the file."
            ),
            "brief_name_wrong": _("A template's name has 1 to 40 letters, Chinese characters, digits or hyphens."),
            "brief_not_changed": _("No. %(number)s says the same already; nothing was published again."),
        }
    )
