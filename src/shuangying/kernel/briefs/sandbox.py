"""What a template's tags may do: say figures, quote records, compare; never more text or rounds than a brief can hold."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from jinja2 import StrictUndefined, TemplateSyntaxError, nodes, pass_environment
from jinja2.runtime import markup_join
from jinja2.sandbox import SandboxedEnvironment, SecurityError

from shuangying.kernel.briefs.facts import day_filter, short_day_filter

MOST_TEXT = 100_000
"""The most characters, or items, of one value that a template makes."""

MOST_OUTPUT = 20_000_000
"""The most characters of a filled part of the document, its markup included."""

MOST_ROUNDS = 20_000
"""The most rounds of all loops of a template together."""

FILTERS = (
    "abs capitalize count d default e escape first float int last length list lower max min reject rejectattr reverse select"
    " selectattr sort title trim unique upper"
)
NUMBERS = (int, float, Decimal)
CLOSED = (str, bytes, list, dict, *NUMBERS)
"""Values of which a template reads no attributes: their methods pad, multiply and change."""

DATE_PARTS = ("year", "month", "day")
REFUSED = (
    nodes.AssignBlock,
    nodes.Block,
    nodes.CallBlock,
    nodes.Extends,
    nodes.FilterBlock,
    nodes.FromImport,
    nodes.Import,
    nodes.Include,
    nodes.Macro,
)


class Sandbox(SandboxedEnvironment):
    """A sandbox in which a template cannot grow text without end: it adds and compares, it does not multiply or pad."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})
    rounds = 0

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Add within `MOST_TEXT`, divide numbers with a rest; refuse the other intercepted operators."""
        if operator == "+" or (operator == "%" and isinstance(left, NUMBERS)):
            result = super().call_binop(context, operator, left, right)
            if isinstance(result, str | list | tuple) and len(result) > MOST_TEXT:
                raise _too_much()
            return result
        raise SecurityError(operator)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """No methods of plain values; of a day its parts."""
        if isinstance(obj, date | timedelta):
            return attr in DATE_PARTS
        return not isinstance(obj, CLOSED) and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """No `format`: it pads."""

    def concat(self, pieces: Iterable[str]) -> str:
        """The filled part."""
        length, kept = 0, []
        for piece in pieces:
            length += len(piece)
            if length > MOST_OUTPUT:
                raise _too_much()
            kept.append(piece)
        return "".join(kept)

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        self._refuse(source)
        for loop in list(source.find_all(nodes.For)):
            loop.iter = nodes.Filter(loop.iter, "each", [], [], None, None, lineno=loop.lineno)
        for joined in list(source.find_all(nodes.Concat)):
            pieces = nodes.List(joined.nodes, lineno=joined.lineno)
            joined.nodes = [nodes.Filter(pieces, "join", [], [], None, None, lineno=joined.lineno)]
        source.set_environment(self)
        return super()._generate(source, *args, **kwargs)

    @staticmethod
    def _refuse(source: nodes.Template) -> None:
        """Refuse what runs without end: what calls itself, and lists of lists, whose text doubles with each."""
        for found in source.find_all((*REFUSED, nodes.For, nodes.List, nodes.Tuple, nodes.Dict)):
            if isinstance(found, nodes.For):
                allowed = not found.recursive
            elif isinstance(found, nodes.Tuple) and found.ctx == "store":
                allowed = True
            else:
                allowed = isinstance(found, nodes.List | nodes.Tuple) and _is_plain(found.items)
            if not allowed:
                word = type(found).__name__.lower()
                raise TemplateSyntaxError(_("“%(word)s” is not for templates") % {"word": word}, found.lineno)


def environment() -> Sandbox:
    """The sandbox that runs a template's tags: the names of `Facts`, the filters `day`, `short_day`, `join` and `FILTERS`."""
    env = Sandbox(undefined=StrictUndefined, autoescape=True)
    env.globals.clear()
    own = {"day": day_filter, "short_day": short_day_filter, "join": _join, "each": _each}
    env.filters = {name: env.filters[name] for name in FILTERS.split()} | own
    return env


@pass_environment
def _each(env: Sandbox, items: Iterable[Any]) -> Iterator[Any]:
    for item in items:
        env.rounds += 1
        if env.rounds > MOST_ROUNDS:
            raise _too_much()
        yield item


@pass_environment
def _join(env: Sandbox, items: Iterable[Any], between: Any = "", attribute: str | None = None) -> str:
    pieces: list[Any] = []
    length = 0
    for item in items:
        more = [between] if pieces and between else []
        more.append(env.getattr(item, attribute) if attribute else item)
        length += sum(len(str(piece)) for piece in more)
        if length > MOST_TEXT:
            raise _too_much()
        pieces += more
    return markup_join(pieces)


def _is_plain(items: list[nodes.Expr]) -> bool:
    return all(isinstance(item.node if isinstance(item, nodes.Neg) else item, nodes.Const) for item in items)


def _too_much() -> SecurityError:
    return SecurityError(_("it makes more text or rounds than a brief can hold"))
