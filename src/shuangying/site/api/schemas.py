"""The shapes of the API's documents, made from declarations. A shape's name begins with its register's id, so that none hides another."""

from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field, WithJsonSchema, create_model

from shuangying.kernel.registers.api import Action, Column, Register

VERSION = "v1"
DIVISION_OUT = {"type": "string", "pattern": r"^\d{12}$"}
DIVISION_IN = {"type": "string", "description": "6, 9 or 12 digits, or a name that means one division"}
KINDS: dict[str, dict[str, Any]] = {
    "number": {"type": "integer", "minimum": 0},
    "money": {"type": "string", "pattern": r"^-?\d+(\.\d{1,2})?$", "description": "yuan"},
    "area": {"type": "string", "pattern": r"^-?\d+(\.\d{1,4})?$", "description": "mu"},
    "date": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "date-time"},
    "sealed": {"type": "string", "description": "masked; see reveal"},
    "bool": {"type": "boolean"},
    "division": DIVISION_OUT,
    "reference": {"type": "string", "format": "uuid"},
}
UNLIKE_WRITTEN = ("division", "money", "area", "moment", "sealed")
"""Kinds that are read in more ways than they are written."""


class Closed(Schema):
    """A body in which an unknown member is an error."""

    model_config = ConfigDict(extra="forbid")


class Deletion(Closed):
    """Why a record is deleted."""

    reason: Annotated[Any, WithJsonSchema({"type": "string", "minLength": 1})] = ""


class Reveal(Closed):
    """Which masked values are asked for, and why."""

    columns: Annotated[Any, WithJsonSchema({"type": "array", "items": {"type": "string"}, "minItems": 1})]
    reason: Annotated[Any, WithJsonSchema({"type": "string", "minLength": 1})] = ""


class Revealed(Schema):
    """Plain values by column; kept nowhere, and entered in the journal."""

    values: dict[str, str]


class Number(Closed):
    """An identity number or phone in full."""

    number: Annotated[Any, WithJsonSchema({"type": "string", "minLength": 1})]


class ProblemError(Schema):
    """What is wrong with one column or parameter."""

    column: str
    code: str
    message: str


class ProblemDocument(Schema):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[ProblemError] = []


class FigureBasis(Schema):
    """What a value rests on."""

    records: int
    statements: int
    tallies: int
    unknown: int
    silent: list[Any]


class FigureValue(Schema):
    """A figure as of a day: an integer for counts, a plain decimal string in yuan or %, null where nothing is known."""

    id: str
    label: str
    value: int | str | None
    unit: str
    as_of: str
    division: Annotated[str, WithJsonSchema(DIVISION_OUT)]
    division_name: str
    definition: str
    basis: FigureBasis
    part: str | None = None


class FigurePoint(Schema):
    """A figure as of one day."""

    as_of: str
    value: int | str | None


class FigureSeries(Schema):
    """A figure over days."""

    id: str
    label: str
    unit: str
    division: str
    division_name: str
    points: list[FigurePoint]


class DivisionItem(Schema):
    """A division of the county as of a day."""

    code: Annotated[str, WithJsonSchema(DIVISION_OUT)]
    name: str
    level: str
    kind: str
    parent: str | None


def record(register: Register) -> type[Schema]:
    """A record as the API gives it."""
    members: dict[str, Any] = {
        "uid": (Annotated[Any, WithJsonSchema({"type": "string", "format": "uuid"})], ...),
        "version": (int, ...),
        "title": (str, ...),
        "deleted": (Annotated[Any, WithJsonSchema(_nullable({"type": "object"}))], None),
    }
    _add(members, register, {column.name: (_typed(column), None) for column in register.by_name.values()})
    return create_model(_name(register, "record"), __base__=Schema, **members)


def page(register: Register, row: type[Schema]) -> type[Schema]:
    """A page of records under some filters."""
    sums = {"type": "object", "additionalProperties": _nullable(KINDS["money"])}
    return create_model(
        _name(register, "page"),
        __base__=Schema,
        register_id=(str, Field(alias="register")),
        as_of=(str, ...),
        count=(int, ...),
        totals=(Annotated[Any, WithJsonSchema(sums)], ...),
        next=(str | None, None),
        previous=(str | None, None),
        rows=(list[row], ...),  # type: ignore[valid-type]
    )


def given(register: Register) -> list[Column]:
    """The columns that a program may give: what a person fills in, and references that stand in no column of their own."""
    return [*register.entered, *(c for c in register.bound if c.kind == "state"), *register.inline_references.values()]


def entry(register: Register) -> type[Schema]:
    """What creates a record: all its values. A record named inline is told by its own columns, or by its uid."""
    members: dict[str, Any] = {"on": _on()}
    follows = {*register.inline_references, *(["division"] if register.place_from else [])}
    values = {
        column.name: (
            _typed(column, given=True),
            ... if column.required and not column.of and column.name not in follows else None,
        )
        for column in given(register)
    }
    _add(members, register, values)
    return create_model(_name(register, "entry"), __base__=Closed, **members)


def change(register: Register) -> type[Schema]:
    """What changes a record: the version that was read, and the values that change."""
    members: dict[str, Any] = {"version": (_version(), None), "on": _on()}
    _add(members, register, {column.name: (_typed(column, given=True), None) for column in given(register)})
    return create_model(_name(register, "change"), __base__=Closed, **members)


def act(register: Register, action: Action) -> type[Schema]:
    """What an action asks: its columns, the reason, the version that was read."""
    reason = Annotated[Any, WithJsonSchema({"type": "string", "minLength": 1})]
    members: dict[str, Any] = {"version": (_version(), None), "reason": (reason, "")}
    columns = {name: (_typed(register.by_name[name], given=True), None) for name in action.columns}
    _add(members, register, columns)
    return create_model(_name(register, action.name), __base__=Closed, **members)


def _version() -> Any:
    schema = {"type": "integer", "description": "The version read, unless If-Match says it"}
    return Annotated[Any, WithJsonSchema(schema)]


def _name(register: Register, role: str) -> str:
    """A name in which no dot is left, since pydantic would turn dots into the underscores that ids may hold too."""
    return f"{register.id.replace('.', '-')}-{role}-{VERSION}"


def _on() -> tuple[Any, Any]:
    schema = {
        "type": "string",
        "format": "date",
        "description": "At the end of which day a stated state was seen; today unless given",
    }
    return Annotated[Any, WithJsonSchema(_nullable(schema))], None


def _add(members: dict[str, Any], register: Register, columns: dict[str, Any]) -> None:
    if both := members.keys() & columns.keys():
        raise ValueError(f"register {register.id}: the API keeps these names for itself: {sorted(both)}")
    members |= columns


def _typed(column: Column, *, given: bool = False) -> Any:
    schema: dict[str, Any] = dict(KINDS.get(column.kind, {"type": "string"}))
    if given and column.kind in UNLIKE_WRITTEN:
        plain = {"money": "pattern", "area": "pattern", "moment": "format", "sealed": "description"}
        schema = dict(DIVISION_IN) if column.kind == "division" else {**schema}
        schema.pop(plain.get(column.kind, ""), None)
    if column.kind in ("choice", "state"):
        schema["enum"] = [code for code, _label in column.choices]
        labels = "; ".join(f"{code}: {label}" for code, label in column.choices)
        schema["description"] = labels
    if column.max_length and schema == {"type": "string"}:
        schema["maxLength"] = column.max_length
    schema["title"] = str(column.label)
    return Annotated[Any, WithJsonSchema(schema if column.required and column.kind != "state" else _nullable(schema))]


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    found = {**schema, "type": [schema["type"], "null"]}
    if "enum" in found:
        found["enum"] = [*found["enum"], None]
    return found
