"""The endpoints of one register: list, one, create, change, delete, restore, history, parts, actions, reveal."""

import functools
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from shuangying.core import calendar, units
from shuangying.core.masks import mask
from shuangying.core.problems import Invalid, Problem
from shuangying.core.texts import plain_text
from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.audit import api as audit
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.registers import listing, spans, writing
from shuangying.kernel.registers.api import Action, Column, Listing, Register, Sight, reveal
from shuangying.site.api import schemas
from shuangying.site.api.problems import Halt

LARGEST_PAGE = 200
WHOLE = re.compile(r"[0-9]{1,9}")
RANGED = ("date", "moment", "number", "money", "area")
OWN_PARAMETERS = ("q", "sort", "after", "before", "deleted", listing.NUMBER)
OWN_PATHS = ("restore", "history", "reveal", "parts")
"""What stands behind a record's address beside the names of actions."""
PROBLEMS = dict.fromkeys((400, 401, 403, 404, 409, 422, 428), schemas.ProblemDocument)


def add_endpoints(router: Router, register: Register) -> None:
    """Give a register its endpoints under `/registers/<id>/records`."""
    endpoints = Endpoints(register)
    row = schemas.record(register)
    many, one = f"/registers/{register.id}/records", f"/registers/{register.id}/records/{{uuid:uid}}"
    label = str(register.label)

    def operation(method: str, path: str, view: Callable[..., Any], name: str, summary: str, **more: Any) -> None:
        router.add_api_operation(
            path,
            [method],
            _function(view),
            operation_id=f"{register.id}.{name}",
            summary=f"{label}: {summary}",
            tags=[register.id],
            url_name=f"{register.id}.{name}",
            **more,
        )

    def create(request: HttpRequest, data: schemas.entry(register)) -> Any:  # type: ignore[valid-type]
        return endpoints.create(request, data.model_dump(exclude_unset=True))

    def change(request: HttpRequest, uid: uuid.UUID, data: schemas.change(register)) -> Any:  # type: ignore[valid-type]
        return endpoints.change(request, uid, data.model_dump(exclude_unset=True))

    problems = {code: PROBLEMS[code] for code in (401, 404)}
    parameters = {"parameters": list(_parameters(register))}
    page = schemas.page(register, row)
    operation(
        "GET",
        many,
        endpoints.many,
        "list",
        "list",
        response={200: page, **problems},
        by_alias=True,
        openapi_extra=parameters,
    )
    operation("POST", many, create, "create", "create", response={201: row, **PROBLEMS})
    operation("GET", one, endpoints.one, "one", "one record", response={200: row, **problems})
    operation("PATCH", one, change, "change", "change", response={200: row, **PROBLEMS})
    operation("DELETE", one, endpoints.delete, "delete", "delete with a reason", response={200: row, **PROBLEMS})
    operation("POST", f"{one}/restore", endpoints.restore, "restore", "restore", response={200: row, **PROBLEMS})
    operation("GET", f"{one}/history", endpoints.history, "history", "history", response={200: list[Any], **problems})
    if any(column.mask for column in register.bound):
        responses = {200: schemas.Revealed, **PROBLEMS}
        operation(
            "POST", f"{one}/reveal", endpoints.reveal, "reveal", "masked values, with a reason", response=responses
        )
    if any(column.kind == "sealed" and column.holds != "text" for column in register.bound):
        path = f"/registers/{register.id}/find"
        operation(
            "POST", path, endpoints.find, "find", "by a number in full", response={200: page, **PROBLEMS}, by_alias=True
        )
    for part in register.parts:
        _add_parts(operation, endpoints, one, part)
    for action in register.actions:
        _add_action(operation, endpoints, one, action, row)


def _add_parts(operation: Callable[..., None], endpoints: "Endpoints", one: str, part: Register) -> None:
    def parts(request: HttpRequest, uid: uuid.UUID) -> Any:
        return endpoints.parts(request, uid, part)

    operation(
        "GET",
        f"{one}/parts/{part.id}",
        parts,
        f"parts.{part.id}",
        f"its parts: {part.label}",
        response={200: schemas.page(part, schemas.record(part)), **{code: PROBLEMS[code] for code in (401, 404)}},
        by_alias=True,
        openapi_extra={"parameters": list(_parameters(part))},
    )


def _add_action(operation: Callable[..., None], endpoints: "Endpoints", one: str, action: Action, row: Any) -> None:
    if action.name in OWN_PATHS:
        raise ValueError(f"register {endpoints.register.id}: the API keeps the name {action.name} for itself")

    def act(request: HttpRequest, uid: uuid.UUID, data: schemas.act(endpoints.register, action)) -> Any:  # type: ignore[valid-type]
        return endpoints.act(request, uid, action, data.model_dump(exclude_unset=True))

    path, name = f"{one}/{action.name}", f"do.{action.name}"
    operation("POST", path, act, name, str(action.label), response={200: row, **PROBLEMS})


def _function(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view as a plain function, which ninja can mark as its own."""

    @functools.wraps(view)
    def called(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    return called


class Endpoints:
    """What the API does with the records of one register."""

    def __init__(self, register: Register) -> None:
        self.register = register

    def many(self, request: HttpRequest) -> dict[str, Any]:
        """Records under the filters of the register's list page, page by page."""
        return self.rows(request)

    def rows(self, request: HttpRequest, fixed: Mapping[str, list[str]] | None = None) -> dict[str, Any]:
        """A page of records, with filters that the address's path fixes."""
        self._reach(request)
        return self._page(request, self._listing(request, fixed or {}))

    def _page(self, request: HttpRequest, found: Listing) -> dict[str, Any]:
        columns = self.register.by_name
        return {
            "register": self.register.id,
            "as_of": request.as_of.isoformat(),
            "count": found.count,
            "totals": {name: columns[name].keep(total) for name, total in found.totals.items()},
            "next": self._page_url(request, found.next_query),
            "previous": self._page_url(request, found.previous_query),
            "rows": [self.as_json(row, request.actor) for row in found.rows],
        }

    def find(self, request: HttpRequest, data: schemas.Number) -> dict[str, Any]:
        """The records with an identity number or phone, which so stands in no address."""
        self._reach(request)
        forms = listing.sealed_forms(str(_plain_or_halt("number", data.number)))
        if not forms:
            raise Halt(422, "invalid", [("number", Problem("not_a_number_in_full"))])
        found = Listing(self.register, request.actor, request.as_of, {listing.NUMBER: forms}, LARGEST_PAGE)
        return self._page(request, found)

    def parts(self, request: HttpRequest, uid: uuid.UUID, part: Register) -> dict[str, Any]:
        """The parts of a record, as in the part's own list."""
        record = self._record(request, uid)
        return Endpoints(part).rows(request, {part.part_of: [str(record.uid)]})

    def act(self, request: HttpRequest, uid: uuid.UUID, action: Action, raw: dict[str, Any]) -> dict[str, Any]:
        """Do a declared action to a record, with a reason."""
        record = self._record(request, uid)
        if record.deleted_at is not None:
            raise Halt(409, "deleted")
        version = self._version(request, raw.pop("version", None))
        reason = str(_plain_or_halt("reason", raw.pop("reason", None) or ""))
        values, _states, _on = self._read(request, raw)
        acted = writing.act(self.register, request.actor, record, action.name, values, reason, version=version)
        return self._saved(request, acted)

    def reveal(self, request: HttpRequest, uid: uuid.UUID, data: schemas.Reveal) -> dict[str, Any]:
        """Masked values of a record in plain, with a reason that stays in its history."""
        record = self._record(request, uid)
        reason = str(_plain_or_halt("reason", data.reason or ""))
        names = [str(name) for name in data.columns] if isinstance(data.columns, list) else []
        unknown = [name for name in names if name not in self.register.by_name or not self.register.by_name[name].mask]
        if unknown or not names:
            raise Halt(422, "invalid", [("columns", Problem("unknown_column", {"column": "、".join(unknown) or "—"}))])
        return {"values": reveal(self.register, request.actor, record, names, reason)}

    def one(self, request: HttpRequest, response: HttpResponse, uid: uuid.UUID) -> dict[str, Any]:
        """One record, deleted or not."""
        record = self._record(request, uid)
        response["ETag"] = f'"{record.version}"'
        return self.as_json(record, request.actor)

    def create(self, request: HttpRequest, raw: dict[str, Any]) -> Status:
        """A new record."""
        self._reach(request)
        if not self.register.may_write(request.actor):
            raise writing.Refused
        values, states, on = self._read(request, raw)
        record = writing.save(self.register, request.actor, values, states=states, on=on)
        return Status(201, self._saved(request, record))

    def change(self, request: HttpRequest, uid: uuid.UUID, raw: dict[str, Any]) -> dict[str, Any]:
        """Change the values given; the others stay."""
        record = self._record(request, uid)
        self._may_write(request, record)
        if record.deleted_at is not None:
            raise Halt(409, "deleted")
        version = self._version(request, raw.pop("version", None))
        values, states, on = self._read(request, raw)
        try:
            saved = writing.save(
                self.register, request.actor, values, record=record, version=version, states=states, on=on
            )
        except writing.Stale:
            theirs = self._record(request, uid)
            raise Halt(409, "stale", mine=raw, theirs=self.as_json(theirs, request.actor)) from None
        return self._saved(request, saved)

    def delete(self, request: HttpRequest, uid: uuid.UUID, data: schemas.Deletion) -> dict[str, Any]:
        """Delete a record; it can be restored."""
        record = self._record(request, uid)
        self._may_write(request, record)
        if record.deleted_at is not None:
            raise Halt(409, "deleted")
        reason = str(_plain_or_halt("reason", data.reason or ""))
        writing.delete(self.register, request.actor, record, reason)
        return self._saved(request, record)

    def restore(self, request: HttpRequest, uid: uuid.UUID) -> dict[str, Any]:
        """Bring a deleted record back."""
        record = self._record(request, uid)
        self._may_write(request, record)
        if record.deleted_at is None:
            raise Halt(409, "not_deleted")
        writing.restore(self.register, request.actor, record)
        return self._saved(request, record)

    def history(self, request: HttpRequest, uid: uuid.UUID) -> list[dict[str, Any]]:
        """Who changed what and when, newest first; each value old and new."""
        record = self._record(request, uid)
        hides = self.register.sight(request.actor).hides(record)
        return [
            {
                "at": change.at,
                "actor": change.actor,
                "name": change.actor_name,
                "action": change.action,
                "reason": change.reason,
                "version": change.version,
                "source": dict(change.source),
                "row": change.row,
                "changes": {
                    name: [self._past(name, value, hides=hides) for value in pair]
                    for name, pair in change.changes.items()
                },
            }
            for change in audit.history(self.register.id, record.pk)
        ]

    def as_json(self, record: Any, actor: Actor) -> dict[str, Any]:
        """A record as the API gives it; what is masked on its page is masked here."""
        sight = self.register.sight(actor)
        deleted = record.deleted_at and {"at": record.deleted_at.isoformat(), "reason": record.deletion_reason}
        return {
            "uid": str(record.uid),
            "version": record.version,
            "title": self.register.title_of(record, sight),
            "deleted": deleted,
            **{column.name: _shown(column, record, sight) for column in self.register.by_name.values()},
        }

    def _past(self, name: str, value: Any, *, hides: bool) -> Any:
        """A value out of the journal, masked where its column is masked for the reader."""
        column = self.register.by_name.get(name)
        masked = hides and column is not None and column.mask and isinstance(value, str) and value
        return mask(column.mask, value) if masked and column is not None and column.kind != "sealed" else value

    def _reach(self, request: HttpRequest) -> None:
        if not self.register.may_read(request.actor):
            raise Halt(404, "not_found")

    def _record(self, request: HttpRequest, uid: uuid.UUID) -> Any:
        """The record, if the caller may read it; else there is none."""
        rows = self.register.reach(request.actor, Right.READ).limit(self.register.model.objects.all())
        record = rows.filter(uid=uid).select_related(*self.register.references).first()
        if record is None:
            raise Halt(404, "not_found")
        spans.attach([record], request.as_of)
        return record

    def _may_write(self, request: HttpRequest, record: Any) -> None:
        if not self.register.reach(request.actor, Right.WRITE).covers(record.division.path):
            raise writing.Refused

    def _saved(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        fresh = self.register.model.objects.select_related(*self.register.references).get(pk=record.pk)
        spans.attach([fresh], request.as_of)
        return self.as_json(fresh, request.actor)

    def _listing(self, request: HttpRequest, fixed: Mapping[str, list[str]]) -> Listing:
        params = {name: request.GET.getlist(name) for name in request.GET if name not in ("as_of", "lang", "size")}
        params |= fixed
        known = known_parameters(self.register)
        unknown = [(name, Problem("unknown_parameter", {"name": name})) for name in params if name not in known]
        size = _size(request.GET.get("size"))
        found = Listing(self.register, request.actor, request.as_of, params, size)
        sort = next(iter(params.get("sort", ())), "").lstrip("-")
        if sort and (sort not in self.register.by_name or not self.register.by_name[sort].sortable):
            unknown.append(("sort", Problem("not_sortable", {"name": sort})))
        if problems := [*unknown, *self._unknown_states(params), *found.problems]:
            raise Halt(422, "invalid", problems)
        return found

    def _unknown_states(self, params: Mapping[str, list[str]]) -> Iterator[tuple[str, Problem]]:
        for column in self.register.bound:
            codes = [code for code, _label in column.choices] + ["unknown"]
            if column.kind == "state" and (wrong := set(params.get(column.name, ())) - {"", *codes}):
                yield column.name, Problem("not_a_choice", {"text": min(wrong), "choices": "、".join(codes)})

    def _page_url(self, request: HttpRequest, query: str) -> str | None:
        kept = "".join(f"&{name}={request.GET[name]}" for name in ("as_of", "size") if name in request.GET)
        return f"{request.path}?{query}{kept}" if query else None

    def _version(self, request: HttpRequest, given: Any) -> int:
        text = given if given is not None else request.headers.get("If-Match", "").removeprefix("W/").strip('"')
        if text in ("", None):
            raise Halt(428, "version_required")
        if isinstance(text, bool) or not isinstance(text, int | str) or not WHOLE.fullmatch(str(text)):
            raise Halt(422, "invalid", [("version", Problem("not_a_whole_number", {"text": str(text)}))])
        return int(text)

    def _read(self, request: HttpRequest, raw: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str], date]:
        values: dict[str, Any] = {}
        states: dict[str, str] = {}
        problems: list[tuple[str, Problem]] = []
        on = request.as_of
        for name, value in raw.items():
            try:
                if name == "on":
                    on = request.as_of if value is None else divisions.until_today(calendar.parse_day(_plain(value)))
                elif (column := self.register.by_name[name]).unchanged(value):
                    continue
                elif column.stages is None:
                    values[name] = None if value in (None, "") else read(column, value)
                elif value is not None:
                    states[name] = column.parse(_plain(value))
            except Invalid as error:
                problems.append((name, error.problem))
        if problems:
            raise Halt(422, "invalid", problems)
        return values, states, on


def read(column: Column, value: Any) -> Any:
    """A value as a program sends it: like one that is typed, but money is in yuan unless it names its unit.

    Raises:
        Invalid: it is no value of the column.
    """
    if isinstance(value, bool) and column.kind == "bool":
        return value
    plain = _plain(value)
    return units.parse_yuan(plain, "元") if column.kind == "money" else column.parse(plain)


def _shown(column: Column, record: Any, sight: Sight) -> Any:
    """A column's value as a program gets it: masked as on the page, else as the journal keeps it."""
    value = column.raw(record)
    if value and column.mask and (column.kind == "sealed" or sight.hides(record)):
        return column.text(record, sight)
    return None if column.kind == "sealed" else column.keep(value)


def _plain_or_halt(name: str, value: Any) -> Any:
    """A text or a number, or the answer that it is none."""
    try:
        return _plain(value)
    except Invalid as error:
        raise Halt(422, "invalid", [(name, error.problem)]) from None


def _plain(value: Any) -> Any:
    """A text or a number that a database can keep."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Invalid("not_a_plain_value")
    return plain_text(value) if isinstance(value, str) else value


def known_parameters(register: Register) -> set[str]:
    """The parameters by which a list can be filtered, sorted and paged."""
    ranged = [f"{column.name}_{end}" for column in register.bound if column.kind in RANGED for end in ("from", "to")]
    return {*OWN_PARAMETERS, *listing.restrictions(), *register.by_name, *ranged}


def _size(text: str | None) -> int:
    if text is None:
        return listing.PAGE
    if not WHOLE.fullmatch(text) or not 1 <= int(text) <= LARGEST_PAGE:
        raise Halt(422, "invalid", [("size", Problem("size_out_of_range", {"most": LARGEST_PAGE}))])
    return int(text)


def _parameters(register: Register) -> Any:
    """The parameters of a list as OpenAPI describes them."""
    described = {
        "q": "Words to look for",
        "sort": "A column, with - before it for descending",
        listing.NUMBER: "Look-up values of a number, from a link",
        "after": "From a page's next link",
        "before": "From a page's previous link",
        "deleted": "1: deleted records instead",
        "as_of": "As of the end of this day; today unless given",
        "size": f"Records a page, 1 to {LARGEST_PAGE}",
        **dict.fromkeys(listing.restrictions(), "Only what this counts"),
    }
    for column in register.bound:
        if column.kind in RANGED:
            described |= {f"{column.name}_{end}": f"{column.label}, {end}" for end in ("from", "to")}
        if column.kind in ("choice", "state", "division", "reference", "bool", "text", "date"):
            described[column.name] = f"{column.label}; several are alternatives"
    for name, text in described.items():
        yield {"name": name, "in": "query", "required": False, "description": text, "schema": {"type": "string"}}
