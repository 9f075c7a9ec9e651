"""Figures of units as an example: which units were set up on a day is a flow, and their superior unit reports it before it keeps records."""

from dataclasses import dataclass

import pytest
from django.db.models import Q

from shuangying.kernel.figures import declaration, reporting
from shuangying.kernel.figures.declaration import Figure, Source, ratio
from shuangying.kernel.figures.reporting import answered_by
from shuangying.kernel.parties.models import Unit
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.api import UNIT

TEXT = {"label": "Trial", "definition": "Trial."}


@pytest.fixture
def declared(monkeypatch):
    """Figures declared in a test are forgotten afterwards."""
    monkeypatch.setattr(declaration, "_figures", dict(declaration._figures))
    monkeypatch.setattr(declaration, "_targets", {})
    monkeypatch.setattr(reporting, "_answered", dict(reporting._answered))


@dataclass(repr=False)
class Trial:
    """The example's figures."""

    source: Source
    day: Figure
    ever: Figure
    departments: Figure
    share: Figure


@pytest.fixture
def trial(declared, monkeypatch):
    """Units set up on a day, of any kind and departments alone: reported by the superior unit, kept by units."""
    monkeypatch.setattr(type(registers.get("parties.units")), "kept_by", UNIT)
    source = Source(Unit, on="from_on", owner="Office", unit="parent")
    day = answered_by(source.count("parties.trial.day", **TEXT), kind="checkpoint")
    departments = answered_by(
        source.count("parties.trial.departments", **TEXT, where=Q(kind="department")), kind="checkpoint"
    )
    ever = day.to_date("parties.trial.ever", "Trial to date", "Trial to date.")
    return Trial(source, day, ever, departments, ratio("parties.trial.share", "Share", "Share.", departments, day))
