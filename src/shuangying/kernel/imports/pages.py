"""The import page: sheet, columns, preview, receipt; and the way out as a sheet."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import quote, unquote_plus
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from shuangying.core.problems import Invalid, Problem
from shuangying.core.texts import plain_text
from shuangying.kernel.accounts.api import Right
from shuangying.kernel.audit import api as audit
from shuangying.kernel.imports import api, drafts, exports, running, several, undoing
from shuangying.kernel.imports.held_view import decided_rows, held_rows, proposed_divisions, within_reach
from shuangying.kernel.imports.models import Import, ImportRow
from shuangying.kernel.imports.receipts import reason_of, receipts
from shuangying.kernel.imports.running import Reading
from shuangying.kernel.imports.sentences import problem_words, total_words
from shuangying.kernel.imports.sheet_view import PAGE, SHOWN, by_number, chips_of, columns_of, lines_of
from shuangying.kernel.imports.summary import counts_of, notes_of, totals_of
from shuangying.kernel.imports.waiting import imports_seen_by
from shuangying.kernel.registers import writing
from shuangying.kernel.registers.api import Register
from shuangying.kernel.registers.forms import reason_field
from shuangying.kernel.registers.pages import listing_of, register_for, reveals_any
from shuangying.kernel.registers.words import words_for

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_RECENT = 10
UNITS = ("亿元", "万元", "元")


def start_page(request: HttpRequest, id: str) -> HttpResponse:
    """Step 1: the sheet. Takes the file and makes a draft of it."""
    register = register_for(request, id, Right.WRITE)
    problem, sheets = "", []
    if request.method == "POST":
        sent: list[Any] = request.FILES.getlist("file") or [None]
        file, *others = sent
        if others:
            return _start_several(request, register)
        try:
            if file is None:
                raise Invalid("file_empty")
            running.check_size(file.size or 0)
            sheet = request.POST.get("sheet") or None
            record = running.start(register, request.actor, file.read(), file.name or "", sheet=sheet)
            return redirect("import", pk=record.pk)
        except Invalid as error:
            problem = words_for(error.problem)
            if error.problem.code in ("sheet_unclear", "no_such_sheet"):
                sheets = str(error.problem.params["choices"]).split("、")
    recent = imports_seen_by(request.actor, register).order_by("-pk")[:MOST_RECENT]
    context = {
        "register": register,
        "problem": problem,
        "sheets": sheets,
        "steps": _steps("sheet"),
        "recent": [_recent(one) for one in recent],
        "template_url": reverse("import-template", args=[id]),
        "drafts_url": reverse("import-drafts", args=[id]) if several.drafts_of(register, request.actor) else "",
        "list_url": reverse("register-list", args=[id]),
    }
    return render(request, "imports/start.html", context, status=422 if problem else 200)


def _start_several(request: HttpRequest, register: Register) -> HttpResponse:
    """Several files: a draft of each, all on one page."""
    files = request.FILES.getlist("file")
    small = [file for file in files if (file.size or 0) <= settings.IMPORT_MAX_BYTES]
    for file in files:
        if file not in small:
            too_large = words_for(Problem("file_too_large", {"most": settings.IMPORT_MAX_BYTES // 2**20}))
            messages.error(request, f"{file.name}：{too_large}")
    _drafts, unread = several.start_all(register, request.actor, ((file.name or "", file.read()) for file in small))
    for one in unread:
        messages.error(request, f"{one.file}：{one.why}")
    return redirect("import-drafts", id=register.id)


def drafts_page(request: HttpRequest, id: str) -> HttpResponse:
    """One's drafts into a register with what waits in each; those without a question are written together."""
    register = register_for(request, id, Right.WRITE)
    if request.method == "POST":
        written = several.write_clean(register, request.actor)
        told = {"sheets": written.sheets, "rows": written.rows}
        messages.success(
            request, _("Written: %(sheets)s sheets, %(rows)s rows. What is left here waits for you.") % told
        )
        return redirect("import-drafts", id=id)
    drafts = [_recent(one) for one in several.drafts_of(register, request.actor)]
    context = {
        "register": register,
        "drafts": drafts,
        "clean": sum(1 for one in drafts if one["counts"] and not one["counts"]["review"] + one["counts"]["rejected"]),
        "steps": _steps("preview"),
        "start_url": reverse("import-start", args=[id]),
        "list_url": reverse("register-list", args=[id]),
    }
    return render(request, "imports/drafts.html", context)


def _recent(record: Import) -> dict[str, Any]:
    return {
        "url": reverse("import", args=[record.pk]),
        "file": record.upload.name if record.upload else "",
        "sheet": record.sheet,
        "who": record.actor_name or record.actor,
        "at": record.done_at or record.at,
        "status": record.get_status_display(),
        "counts": record.counts,
    }


def _import_for(request: HttpRequest, pk: int) -> tuple[Import, Register]:
    record = Import.objects.select_related("upload").filter(pk=pk).first()
    if record is None or record.upload is None:
        raise Http404
    register = register_for(request, record.register, Right.WRITE)
    if not imports_seen_by(request.actor, register).filter(pk=pk).exists():
        raise Http404
    return record, register


def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Steps 2 to 4 of one import."""
    record, register = _import_for(request, pk)
    if request.method == "POST":
        return _answer(request, record, register)
    if record.upload is not None and record.upload.gone_at is not None:
        return _without_sheet(request, record, register)
    reading = running.reading_of(record, register, request.actor)
    try:
        reading.layout.problems  # noqa: B018 (a broken file shows itself here)
    except Invalid as error:
        return render(
            request,
            "imports/broken.html",
            {"register": register, "problem": words_for(error.problem), "steps": _steps("columns")},
            status=422,
        )
    if record.status == Import.Status.DRAFT:
        return _draft(request, reading)
    return _done(request, reading)


def _answer(request: HttpRequest, record: Import, register: Register) -> HttpResponse:
    action = request.POST.get("action", "")
    try:
        if record.status != Import.Status.DRAFT:
            _answer_receipt(request, record, register, action)
        elif action == "discard":
            running.discard(record)
            messages.success(request, _("The draft is discarded; nothing was written."))
            return redirect("import-start", id=register.id)
        else:
            _answer_draft(request, record, register, action)
    except Invalid as error:
        messages.error(request, words_for(error.problem))
    except writing.Refused:
        messages.error(request, _("Some of its rows belong to a place outside your post. Nothing was changed."))
    except ValueError:
        messages.error(request, _("That answer was not understood. Nothing was changed."))
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(f"{reverse('import', args=[record.pk])}{query}")


def _answer_receipt(request: HttpRequest, record: Import, register: Register, action: str) -> None:
    if action == "undo":
        undoing.undo(record, register, request.actor)
        messages.success(request, _("The import is undone; nothing of it is left in the register."))
        return
    for at, verdict, uid, row in drafts.answers_of(request.POST):
        reading = running.reading_of(record, register, request.actor)
        running.settle(reading, at, verdict, uid=uid, row=row)
        messages.success(request, _("Row %(row)s is settled.") % {"row": at})


def _answer_draft(request: HttpRequest, record: Import, register: Register, action: str) -> None:
    reading = running.reading_of(record, register, request.actor)
    answered = drafts.take_answers(record, request.POST, reading)
    try:
        changed = drafts.take_in(record, request.POST, reading) or answered
    except Invalid:
        record.save()
        raise
    if changed:
        record.save()
        if action == "write":
            text = _("Your last changes have been checked. Look again at what will be written, then write.")
            messages.warning(request, text)
        return
    if action == "write":
        counts = running.write(reading).counts
        written = {
            "written": counts["created"] + counts["updated"],
            "returned": counts["rejected"],
            "held": counts["review"],
        }
        messages.success(request, _("Written: %(written)s rows; returned: %(returned)s; held: %(held)s.") % written)


def _steps(current: str) -> list[dict[str, str]]:
    names = {"sheet": _("Sheet"), "columns": _("Columns"), "preview": _("Preview"), "receipt": _("Receipt")}
    at = list(names).index(current)
    return [
        {"label": label, "state": "done" if place < at else "current" if place == at else ""}
        for place, label in enumerate(names.values())
    ]


def _outcomes(counts: dict[str, int]) -> list[dict[str, Any]]:
    words = {
        "created": _("new"),
        "updated": _("updated"),
        "unchanged": _("unchanged"),
        "review": _("held for you"),
        "rejected": _("returned"),
        "skipped": _("titles, sums and other lines"),
    }
    return [{"count": counts[name], "label": label} for name, label in words.items()]


def _draft(request: HttpRequest, reading: Reading) -> HttpResponse:
    reading.try_out()
    lines = running.lines_of(reading)
    counts, totals, notes = counts_of(lines), totals_of(reading), notes_of(reading)
    if reading.ready and counts != reading.record.counts:
        Import.objects.filter(pk=reading.record.pk).update(counts=counts)
    context = _shared(request, reading, lines, editable=True) | {
        "steps": _steps("preview" if reading.ready else "columns"),
        "outcomes": _outcomes(counts),
        "counts": counts,
        "totals": _totals(reading.register, totals),
        "notes": [problem_words(note["code"], note["params"]) for note in notes],
        "ready": reading.ready,
        "sheets": [each.name for each in reading.book.sheets] if reading.book.kind != "csv" else [],
        "day": reading.day[0],
        "day_fixed": reading.day[1] == "title",
        "units": UNITS if any(column.kind == "money" for column in reading.register.bound) else (),
        "written": counts["created"] + counts["updated"],
        "held": held_rows(reading, lines) if reading.ready else [],
        "decided": decided_rows(reading),
        "proposals": proposed_divisions(reading) if reading.ready else [],
    }
    return render(request, "imports/draft.html", context)


def _done(request: HttpRequest, reading: Reading) -> HttpResponse:
    record = reading.record
    lines = within_reach(record.lines.all(), reading.register, reading.actor)
    touched = undoing.touched_since(record, reading.register) if record.status == Import.Status.DONE else []
    context = _shared(request, reading, lines, editable=False) | {
        "steps": _steps("receipt"),
        "outcomes": _outcomes(record.counts),
        "totals": _totals(reading.register, record.totals),
        "notes": [problem_words(note["code"], note["params"]) for note in record.notes],
        "held": held_rows(reading, lines) if record.status == Import.Status.DONE else [],
        "receipts_url": reverse("import-receipts", args=[record.pk]),
        "may_undo": record.status == Import.Status.DONE and not touched,
        "touched": [line.number for line in touched[:20]],
        "undone": record.status == Import.Status.UNDONE,
    }
    return render(request, "imports/receipt.html", context)


def _without_sheet(request: HttpRequest, record: Import, register: Register) -> HttpResponse:
    """An import whose sheet has been deleted: what became of its rows."""
    touched = undoing.touched_since(record, register) if record.status == Import.Status.DONE else []
    returned = within_reach(record.lines.filter(outcome="rejected"), register, request.actor)
    context = {
        "record": record,
        "register": register,
        "file": record.upload.name if record.upload else "",
        "gone_at": record.upload.gone_at if record.upload else None,
        "list_url": reverse("register-list", args=[register.id]),
        "start_url": reverse("import-start", args=[register.id]),
        "steps": _steps("receipt"),
        "outcomes": _outcomes(record.counts),
        "totals": _totals(register, record.totals),
        "notes": [problem_words(note["code"], note["params"]) for note in record.notes],
        "returned": [{"number": line.number, "name": line.name, "why": reason_of(line)} for line in returned[:PAGE]],
        "may_undo": record.status == Import.Status.DONE and not touched,
        "undone": record.status == Import.Status.UNDONE,
    }
    return render(request, "imports/without_sheet.html", context)


def _shared(request: HttpRequest, reading: Reading, lines: Sequence[ImportRow], *, editable: bool) -> dict[str, Any]:
    show = request.GET.get("show", "all")
    show = show if show in SHOWN else "all"
    chosen = by_number([line for line in lines if show == "all" or line.outcome == show])
    first = _whole(request.GET.get("first"), len(chosen))
    base = reverse("import", args=[reading.record.pk])
    beyond = first + PAGE
    return {
        "record": reading.record,
        "register": reading.register,
        "list_url": reverse("register-list", args=[reading.register.id]),
        "start_url": reverse("import-start", args=[reading.register.id]),
        "file": reading.record.upload.name if reading.record.upload else "",
        "columns": columns_of(reading, editable=editable),
        "lines": lines_of(reading, chosen[first:beyond], editable=editable),
        "chips": chips_of(lines, show, base),
        "range_text": _("Lines %(first)s to %(last)s of %(all)s")
        % {"first": first + 1, "last": min(beyond, len(chosen)), "all": len(chosen)}
        if chosen
        else "",
        "prev_url": f"{base}?show={show}&first={max(0, first - PAGE)}#sheet" if first else "",
        "next_url": f"{base}?show={show}&first={beyond}#sheet" if beyond < len(chosen) else "",
    }


def _whole(text: str | None, most: int) -> int:
    number = int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 0
    return number if number < most else 0


def _totals(register: Register, totals: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    looks = {"equal": "confirmed", "rounded": "confirmed", "different": "contradicted", "open": "review"}
    units = {column.name: column.sheet_unit for column in register.bound if column.kind == "money"}
    return [{"look": looks[one["verdict"]], "text": total_words(one, units.get(one["column"], ""))} for one in totals]


@require_GET
def receipts_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipts workbook."""
    record, register = _import_for(request, pk)
    try:
        reading = running.reading_of(record, register, request.actor)
    except Invalid:
        raise Http404 from None
    stem = record.upload.name.rpartition(".")[0] if record.upload else ""
    name = _("%(sheet)s with receipts") % {"sheet": stem or record.pk}
    lines = within_reach(record.lines.all(), register, request.actor)
    content = receipts(reading, lines)
    audit.record(request.actor, "export", register=register.id, detail={"receipts_of_import": record.pk})
    return _file(content, f"{name}.xlsx")


@require_GET
def template_file(request: HttpRequest, id: str) -> HttpResponse:
    """An empty sheet with the register's columns."""
    register = register_for(request, id, Right.WRITE)
    return _file(exports.template(register, request.actor), f"{register.label}.xlsx")


@require_http_methods(["GET", "POST"])
def export_file(request: HttpRequest, id: str) -> HttpResponse | StreamingHttpResponse:
    """The rows of the list under its filters, or of them those that were ticked, as .xlsx or, with `?format=csv`, as CSV.

    Posted with `reveal=1` and a `reason`, masked values are given away to those who may have them.
    """
    register = register_for(request, id)
    form = request.GET.get("format", "xlsx")
    listing = listing_of(request, register)
    listing.params = {name: values for name, values in listing.params.items() if name != "format"}
    day, rows = request.as_of, listing.all_rows()
    query = "".join(filter(str.isprintable, unquote_plus(request.GET.urlencode())))
    detail = {"query": query, "rows": listing.count, "day": day.isoformat()}
    if request.method == "POST":
        ticked = _uids(request.POST.getlist("row"))
        if ticked or not request.POST.get("all"):
            rows = rows.filter(uid__in=ticked)
            detail |= {"rows": rows.count(), "ticked": ticked}
    revealed = request.POST.get("reveal") == "1"
    try:
        reason = plain_text(request.POST.get("reason", "")) if revealed else ""
        content = api.export(register, request.actor, rows, day, form, revealed=revealed, reason=reason, detail=detail)
    except writing.Refused:
        raise Http404 from None
    except (writing.Rejected, Invalid) as error:
        problem = error.problem if isinstance(error, Invalid) else error.problems[0][1]
        messages.error(request, words_for(problem))
        return redirect("register-list", id=id)
    name = f"{register.label}-{day.isoformat()}"
    if form == "csv":
        response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = _attachment(f"{name}.csv")
        return response
    return _file(b"".join(content), f"{name}.xlsx")


@require_GET
def reveal_page(request: HttpRequest, id: str) -> HttpResponse:
    """Ask why the rows of the list are to leave without masks; the answer goes to `export_file`."""
    register = register_for(request, id)
    if not reveals_any(register, request.actor):
        raise Http404
    listing, back = listing_of(request, register), reverse("register-list", args=[id])
    context = {
        "register": register,
        "count": listing.count,
        "columns": _(", ").join(str(column.label) for column in register.bound if column.mask),
        "crumbs": [{"label": register.label, "url": back}],
        "export_url": f"{reverse('register-export', args=[id])}?{listing.query()}",
        "cancel_url": f"{back}?{listing.query()}",
        "field": reason_field("", []),
    }
    return render(request, "imports/reveal_export.html", context)


def _uids(texts: Sequence[str]) -> list[str]:
    """Those of the texts that are records' numbers."""
    uids = []
    for text in texts:
        with suppress(ValueError):
            uids.append(str(UUID(text)))
    return uids


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = _attachment(name)
    return response


def _attachment(name: str) -> str:
    return f"attachment; filename*=UTF-8''{quote(name)}"
