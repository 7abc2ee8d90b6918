"""Every list and every single thing: that it is there, in the shape that its description promises, and languages."""

import jsonschema_rs
import pytest

from tests.portal.api.scene import LISTS, NEEDED

pytestmark = pytest.mark.django_db


def schema_of(ask, name: str):
    document = ask("openapi.json").json()
    return jsonschema_rs.validator_for(
        {"$ref": f"#/components/schemas/{name}", "components": document["components"]}, validate_formats=True
    )


def test_every_list_and_every_thing_in_it_has_the_shape_of_its_description(ask, here):
    document = ask("openapi.json").json()
    shown = {}
    for path, methods in document["paths"].items():
        name = path.split("/")[3]
        content = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        judge = schema_of(ask, content["$ref"].rpartition("/")[2])
        if path.endswith("{key}"):
            for key in shown[name]:
                answer = ask(f"{name}/{key}")
                assert answer.status_code == 200, path
                judge.validate(answer.json())
        else:
            answer = ask(name, **NEEDED.get(name, {}))
            judge.validate(answer.json())
            rows = answer.json()["data"]
            assert rows, name
            keys = {"processes": "slug", "books": "name", "opinion-maps": "stage", "ballots": "stage"}
            shown[name] = [row[keys.get(name, "id")] for row in rows] if name != "entries" else []
    assert tuple(shown) == LISTS
