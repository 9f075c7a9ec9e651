"""Faults of accessibility in an open page, found by axe-core."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
GRAVE = ("serious", "critical")


def axe_faults(page: Page, impacts: tuple[str, ...] = GRAVE) -> list[str]:
    """Each fault of one of these impacts: rule, what it asks, the elements at fault."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("() => axe.run({resultTypes: ['violations']})")["violations"]
    return [
        f"{fault['impact']} {fault['id']}: {fault['help']}\n"
        + "\n".join(f"    {' '.join(map(str, node['target']))}  {node['html'][:160]}" for node in fault["nodes"])
        for fault in found
        if fault["impact"] in impacts
    ]


def assert_no_axe_faults(page: Page, impacts: tuple[str, ...] = GRAVE) -> None:
    """Fail with every fault of these impacts in the page as it stands."""
    assert not (faults := axe_faults(page, impacts)), "\n".join(faults)
