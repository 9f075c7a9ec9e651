from pathlib import Path

from tests.browser.axe import axe_faults

ICONS = Path(__file__).parents[2] / "scripts/icons.txt"


def test_the_sprite_holds_every_icon_of_the_list(page):
    page.goto("/static/vendor/icons.svg")
    drawn = page.evaluate("() => [...document.querySelectorAll('symbol')].map(symbol => symbol.id)")
    assert sorted(drawn) == sorted(ICONS.read_text().split())


def test_axe_finds_a_picture_without_words(page):
    page.set_content("<html lang=en><title>x</title><main><h1>x</h1><img src='data:,'></main>")
    assert [fault.split(":")[0] for fault in axe_faults(page)] == ["critical image-alt"]
