"""The names of one tree, made ready for looking up. Built once a tree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from shuangying.core.codes import fold
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.divisions.name_forms import forms, full_forms, stem
from shuangying.kernel.divisions.trees import Node, Tree

NOW, OTHER_TIME = 0, 1
SEPARATORS = "-—/\\、,，。.·:：>|()（）"


@dataclass(frozen=True, slots=True)
class Hit:
    """A division that a text names in full, by its name of the day or (`OTHER_TIME`) by one of another day."""

    id: int
    era: int


@dataclass
class Gazetteer:
    """All forms of all names in a tree, and the divisions themselves."""

    tree: Tree
    answers: dict[object, object] = field(default_factory=dict)

    @cached_property
    def divisions(self) -> Mapping[int, Division]:
        """The rows of the tree by id, with their parents at hand."""
        rows = Division.objects.in_bulk(list(self.tree.nodes))
        for row in rows.values():
            row.name_on_day = self.tree.nodes[row.pk].name
            if row.parent_id in rows:
                row.parent = rows[row.parent_id]
        return rows

    @cached_property
    def lines(self) -> Mapping[int, frozenset[int]]:
        """For each division of the day, the ids of those above it, itself included."""
        found: dict[int, frozenset[int]] = {}

        def line(id_: int) -> frozenset[int]:
            if id_ not in found:
                parent = self.tree.nodes[id_].parent_id
                found[id_] = (line(parent) if parent is not None else frozenset()) | {id_}
            return found[id_]

        for id_, node in self.tree.nodes.items():
            if node.valid:
                line(id_)
        return found

    @cached_property
    def entries(self) -> Mapping[str, tuple[Hit, ...]]:
        """What each form means; a form of the day hides the same form of another day for the same division."""
        found: dict[str, dict[int, int]] = {}
        for era, id_, name, node in self._names():
            for form in forms(name, node.level, node.kind):
                known = found.setdefault(form, {})
                known[id_] = min(era, known.get(id_, era))
        return {form: tuple(Hit(id_, era) for id_, era in hits.items()) for form, hits in found.items()}

    @cached_property
    def openings(self) -> Mapping[str, tuple[tuple[str, Hit], ...]]:
        """Forms of divisions that have others under them, by their first two characters, longest first."""
        found: dict[str, list[tuple[str, Hit]]] = {}
        for form, hits in self.entries.items():
            for hit in hits:
                node = self.tree.nodes[hit.id]
                if self.tree.children(node.id) or node.level not in ("village", "grid"):
                    found.setdefault(form[:2], []).append((form, hit))
        return {start: tuple(sorted(pairs, key=lambda pair: -len(pair[0]))) for start, pairs in found.items()}

    def readings(self, text: str, above: frozenset[int] = frozenset()) -> dict[int, int]:
        """The divisions that a folded text names from its first to its last character, with their eras.

        Args:
            text: one name, or several from the top down (单县蔡堂镇李庄村).
            above: ids that must be above what the rest of an address names.
        """
        found: dict[int, int] = {}
        for hit in self.entries.get(text, ()):
            if above <= self.lines[hit.id]:
                found[hit.id] = min(hit.era, found.get(hit.id, hit.era))
        for rest, hit in self.opened(text, above):
            for id_, era in self.readings(rest, above | {hit.id}).items():
                if id_ != hit.id:
                    found[id_] = min(max(era, hit.era), found.get(id_, OTHER_TIME))
        return found

    def opened(self, text: str, above: frozenset[int]) -> Iterable[tuple[str, Hit]]:
        """Each way to take a higher division's name off the beginning of a folded text: the rest and the division."""
        for form, hit in self.openings.get(text[:2], ()):
            if text.startswith(form) and above <= self.lines[hit.id] and (rest := text[len(form) :].lstrip(SEPARATORS)):
                yield rest, hit

    @cached_property
    def stems(self) -> Mapping[str, frozenset[int]]:
        """The divisions of the day by their bare name."""
        found: dict[str, set[int]] = {}
        for node in self.tree.nodes.values():
            if node.valid:
                found.setdefault(stem(fold(node.name), node.level, node.kind), set()).add(node.id)
        return {bare: frozenset(ids) for bare, ids in found.items()}

    @cached_property
    def telling(self) -> Mapping[str, frozenset[int]]:
        """The townships and villages of the day by those forms that say what they are."""
        found: dict[str, set[int]] = {}
        for node in self.tree.nodes.values():
            if node.valid and node.level in ("township", "village"):
                for form in full_forms(node.name, node.level, node.kind):
                    found.setdefault(form, set()).add(node.id)
        return {form: frozenset(ids) for form, ids in found.items()}

    def _names(self) -> Iterable[tuple[int, int, str, Node]]:
        """(era, the division of the day, name, the node that bears or bore the name) for every name there is."""
        for node in self.tree.nodes.values():
            unit = node.id if node.valid else self.tree.unit_on_day(node.id)
            if unit is None:
                continue
            if node.valid:
                yield NOW, unit, node.name, node
            row = self.tree.lives.rows[node.id]
            others = {row.name, *(name for _until, name in self.tree.lives.former_names.get(node.id, ()))}
            for name in sorted(others - ({node.name} if node.valid else set())):
                yield OTHER_TIME, unit, name, node

    @cached_property
    def telling_sizes(self) -> tuple[int, ...]:
        """The lengths of the forms in `telling`."""
        return tuple(sorted({len(form) for form in self.telling}))


@lru_cache(maxsize=16)
def gazetteer(tree: Tree) -> Gazetteer:
    """The names of a tree, built on first use."""
    return Gazetteer(tree)
