"""The sentences for problems: what is wrong and what to do, in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise

from shuangying.core.problems import Problem

_sentences: dict[str, "str | Promise"] = {}


def declare(sentences: Mapping[str, "str | Promise"]) -> None:
    """Give each problem code its sentence, with `%(name)s` for the problem's parameters."""
    _sentences.update(sentences)


def words_for(problem: Problem) -> str:
    """The problem as a sentence."""
    return str(_sentences.get(problem.code, problem.code)) % problem.params


def declared() -> Mapping[str, "str | Promise"]:
    """All declared sentences by code."""
    return dict(_sentences)
