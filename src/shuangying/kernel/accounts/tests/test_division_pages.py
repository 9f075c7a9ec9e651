"""The divisions of the county as a page: everybody reads it, the county's administrators load and arrange."""

from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from shuangying.kernel.divisions.models import Division, Tile


def upload(client, text):
    return client.post("/divisions/load", {"file": SimpleUploadedFile("区划.csv", text.encode("gb18030"))})


def test_everybody_sees_the_townships_and_only_administrators_the_form(client, clerk, admin, township):
    client.force_login(clerk)
    page = client.get("/divisions/").content.decode()
    assert township.name in page
    assert "/divisions/load" not in page
    assert upload(client, "代码,名称\n370828999,新镇").status_code == 403
    assert client.post("/divisions/tiles").status_code == 403
    client.force_login(admin)
    assert "/divisions/load" in client.get("/divisions/").content.decode()


def test_an_administrator_loads_a_sheet_or_is_told_each_wrong_cell(client, admin):
    client.force_login(admin)
    answer = upload(client, "代码,名称\n370828999,新镇\n99,坏镇")
    assert "A3" in answer.content.decode()
    assert not Division.objects.filter(name="新镇").exists()
    assert upload(client, "代码,名称\n370828999,新镇").url == "/divisions/"
    assert Division.objects.filter(name="新镇").count() == 1
    assert client.post("/divisions/load").status_code == 200
    assert (
        client.post("/divisions/load", {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04nonsense")}).status_code == 200
    )


def test_an_administrator_arranges_the_map(client, admin, county):
    client.force_login(admin)
    places = client.get("/divisions/").context["places"]
    form = {f"row-{place.node.id}": index for index, place in enumerate(places)}
    form |= {f"column-{place.node.id}": "1.5" for place in places}
    assert client.post("/divisions/tiles", form).status_code == 302
    assert set(Tile.objects.values_list("column", flat=True)) == {Decimal("1.5")}
    assert client.post("/divisions/tiles", form | {f"column-{places[0].node.id}": "x"}).context["refusal"]
    assert client.post("/divisions/tiles", form | {f"row-{places[0].node.id}": "1"}).context["refusal"]
    for beyond in ("-1", "100", "1e999999", "NaN", "9" * 5000):
        for part in ("row", "column"):
            assert client.post("/divisions/tiles", form | {f"{part}-{places[0].node.id}": beyond}).context["refusal"]
