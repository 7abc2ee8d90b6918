"""The plan of the house, enforced: who may reach whom, and how large a file grows.

A room reaches only rooms below it: by import (also inside functions, relative, under TYPE_CHECKING), by model relation
and its reverse accessor, by the name of an address or a template, by a template's include.
"""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent

# From the ground up.
ROOMS = (
    *("algorithms", "documents", "ledger", "accounts", "notices", "spaces", "conflicts", "agendas", "processes"),
    *("panels", "rounds", "opinions", "surveys", "recommendations", "ballots", "responses", "reports", "portal"),
)
WITHOUT_DJANGO = {"algorithms", "documents"}
LAYERS = ("models", "rules", "actions", "tasks", "forms", "views", "urls", "admin")
RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}
JUNK_DRAWERS = {"common", "utils", "helpers", "misc", "shared", "util", "helper"}
LONGEST = 400
ADDRESS = re.compile(r"([a-z]+)(?::[a-z_]+|/[\w/]+\.(?:html|txt))")
IN_TEMPLATE = re.compile(r"""{%\s*(?:url\s+["']([a-z]+):|(?:include|extends)\s+["']([a-z]+)/)""")
TAG = re.compile(r"{%.*?%}|{{.*?}}")

Import = tuple[str, int, bool]  # dotted name, line, whether inside a function


def height(room: str) -> int:
    return ROOMS.index(room)


def modules(house: Path) -> dict[str, Path]:
    """Every module of the rooms by its dotted name."""
    files = sorted((house / "deliberation").rglob("*.py"))
    names = {path: ".".join(path.relative_to(house).with_suffix("").parts) for path in files}
    return {name.removesuffix(".__init__"): path for path, name in names.items() if "migrations" not in path.parts}


@cache
def nodes(source: str) -> tuple[tuple[ast.AST, bool], ...]:
    """The tree of a file, node by node, with whether it stands inside a function; all checks read the same files."""

    def walk(node: ast.AST, inside: bool) -> Iterator[tuple[ast.AST, bool]]:
        yield node, inside
        inside |= isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for child in ast.iter_child_nodes(node):
            yield from walk(child, inside)

    return tuple(walk(ast.parse(source), inside=False))


def room_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "deliberation" and len(parts) > 1 else None


def imports(module: str, path: Path) -> tuple[Import, ...]:
    """Absolute names of all that a module imports; `from a import b` counts as `a.b`."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    return imported(package, path.read_text())


@cache
def imported(package: str, source: str) -> tuple[Import, ...]:
    found: list[Import] = []
    for node, inside in nodes(source):
        if isinstance(node, ast.Import):
            found += ((alias.name, node.lineno, inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            origin = ".".join([*base, node.module] if node.module else base)
            found += ((f"{origin}.{alias.name}", node.lineno, inside) for alias in node.names)
    return tuple(found)


def unknown_rooms(house: Path) -> Iterator[str]:
    for folder in sorted((house / "deliberation").iterdir()):
        if folder.is_dir() and folder.name != "__pycache__" and folder.name not in ROOMS:
            yield f"deliberation/{folder.name}: is no room of the plan"


def upward_imports(house: Path) -> Iterator[str]:
    for module, path in modules(house).items():
        room = room_of(module)
        if room not in ROOMS:
            continue
        for name, line, _ in imports(module, path):
            where, top, other = f"{path.relative_to(house)}:{line}", name.split(".")[0], room_of(name)
            if top in {"config", "tests"}:
                yield f"{where}: imports {name}, which no room may"
            elif other in ROOMS and height(other) > height(room):
                yield f"{where}: {room} imports {name} from above"
            elif top in {"django", "celery"} and room in WITHOUT_DJANGO:
                yield f"{where}: {room} imports {name}, but knows no Django"


def hidden_imports(house: Path) -> Iterator[str]:
    """Imports inside functions: of slow packages with the reason beside; of our own code only where a room registers
    what it brings, since an ``apps.py`` is read before there are models."""
    for module, path in modules(house).items():
        lines = path.read_text().splitlines()
        for name, line, inside in imports(module, path):
            ours = name.startswith("deliberation") and path.name != "apps.py"
            if inside and (ours or " - " not in lines[line - 1].partition("#")[2]):
                yield f"{path.relative_to(house)}:{line}: imports {name} inside a function without a reason"


def wrong_layers(house: Path) -> Iterator[str]:
    """Inside a room, or a subject of one: models, rules, actions, tasks, forms, views, urls, admin, in that order."""
    known = modules(house)
    for module, path in known.items():
        package, _, layer = module.rpartition(".")
        if layer not in LAYERS:
            continue
        for name, line, _ in imports(module, path):
            other = target(name, known) or ""
            if other.rpartition(".")[0] == package and other.rpartition(".")[2] in LAYERS[LAYERS.index(layer) + 1 :]:
                yield f"{path.relative_to(house)}:{line}: {layer} imports {name}, which comes later"


def upward_relations(house: Path) -> Iterator[str]:
    """Relations to a model named by a string (a model named by its class was imported)."""
    for module, path in modules(house).items():
        room = room_of(module)
        if room not in ROOMS:
            continue
        for node, _ in nodes(path.read_text()):
            if not isinstance(node, ast.Call) or getattr(node.func, "attr", "") not in RELATIONS:
                continue
            targets = [*node.args[:1], *(word.value for word in node.keywords if word.arg in {"to", "through"})]
            for target in targets:
                other = target.value.split(".")[0] if isinstance(target, ast.Constant) else None
                if other in ROOMS and height(other) > height(room):
                    yield f"{path.relative_to(house)}:{node.lineno}: {room} relates to {target.value} above"


def accessors(house: Path) -> dict[str, set[tuple[str, str]]]:
    """Names under which relations to rooms below are reached from there: {name: {(room related to, room above)}}."""
    found: dict[str, set[tuple[str, str]]] = {}
    for module, path in modules(house).items():
        room, tree = room_of(module), nodes(path.read_text())
        brought = {name.rpartition(".")[2]: name for name, *_ in imports(module, path)}
        for model in (node for node, _ in tree if isinstance(node, ast.ClassDef)):
            for call in ast.walk(model):
                if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in RELATIONS:
                    below, name = related_room(call, brought), accessor(call, model)
                    if below in ROOMS and room in ROOMS and height(below) < height(room):
                        found.setdefault(name, set()).add((below, room))
    # A name that dictionaries have, too, cannot be told from theirs.
    return {name: rooms for name, rooms in found.items() if not hasattr(dict, name)}


def related_room(call: ast.Call, brought: dict[str, str]) -> str | None:
    target = [*call.args, *(word.value for word in call.keywords if word.arg == "to")][0]
    if isinstance(target, ast.Constant):
        return target.value.split(".")[0]
    return room_of(brought.get(target.id, "")) if isinstance(target, ast.Name) else "accounts"  # AUTH_USER_MODEL


def accessor(call: ast.Call, model: ast.ClassDef) -> str:
    given = [word.value.value for word in call.keywords if word.arg == "related_name"]
    ending = "" if getattr(call.func, "attr", "") == "OneToOneField" else "_set"
    return given[0] if given else f"{model.name.lower()}{ending}"


def upward_accessors(house: Path) -> Iterator[str]:
    """Reverse accessors by which code or a template of a room reaches a room above."""
    known = accessors(house)
    for path in sorted((house / "deliberation").rglob("*.py")):
        if "migrations" not in path.parts:
            room = path.relative_to(house / "deliberation").parts[0]
            yield from reached_by(known, room, names_in_code(path.read_text()), path.relative_to(house))
    for path in sorted((house / "templates").rglob("*.html")):
        room = path.relative_to(house / "templates").parts[0]
        names = {name for tag in TAG.findall(path.read_text()) for name in re.findall(r"\.([a-z_]+)", tag)}
        yield from reached_by(known, room, names, path.relative_to(house))


def reached_by(known: dict[str, set[tuple[str, str]]], room: str, names: set[str], where: Path) -> Iterator[str]:
    for name in sorted(names & known.keys()):
        for below, above in sorted(known[name]):
            if room in ROOMS and height(below) <= height(room) < height(above):
                yield f"{where}: {room} reaches {above} above by .{name}"


def names_in_code(source: str) -> set[str]:
    """Attributes, and the beginnings of look-ups: `filter(name__f=…)`, `F("name__f")`, `prefetch_related("name")`."""
    names = set()
    for node, _ in nodes(source):
        if isinstance(node, ast.Attribute):
            names.add(node.attr)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"select_related", "prefetch_related"}:
            names |= {word.value.split("__")[0] for word in node.args if isinstance(word, ast.Constant)}
        elif isinstance(node, ast.keyword) and "__" in (node.arg or ""):
            names.add(str(node.arg).split("__")[0])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "__" in node.value:
            names.add(node.value.split("__")[0])
    return names


def upward_addresses(house: Path) -> Iterator[str]:
    """Addresses and templates that code names."""
    for module, path in modules(house).items():
        room = room_of(module)
        for node, _ in nodes(path.read_text()):
            if room in ROOMS and isinstance(node, ast.Constant) and isinstance(node.value, str):
                found = ADDRESS.fullmatch(node.value)
                if found and found[1] in ROOMS and height(found[1]) > height(room):
                    yield f"{path.relative_to(house)}:{node.lineno}: {room} names {node.value} above"


def upward_templates(house: Path) -> Iterator[str]:
    """Templates of a room; the frame at the top level of the folder belongs to no room."""
    for path in sorted((house / "templates").rglob("*.html")):
        room = path.relative_to(house / "templates").parts[0]
        if room not in ROOMS:
            continue
        for address, included in IN_TEMPLATE.findall(path.read_text()):
            other = address or included
            if other in ROOMS and height(other) > height(room):
                yield f"{path.relative_to(house)}: {room} reaches up to {other}"


def long_files(house: Path) -> Iterator[str]:
    files = chain.from_iterable((house / top).rglob("*") for top in ("deliberation", "config", "tests", "templates"))
    for path in sorted(files):
        if path.suffix in {".py", ".html"} and "migrations" not in path.parts:
            length = len(path.read_text().splitlines())
            if length > LONGEST:
                yield f"{path.relative_to(house)}: {length} lines, at most {LONGEST}"


def junk_drawers(house: Path) -> Iterator[str]:
    for top in ("deliberation", "config", "tests"):
        for path in sorted((house / top).rglob("*")):
            if path.stem in JUNK_DRAWERS and (path.is_dir() or path.suffix == ".py"):
                yield f"{path.relative_to(house)}: a helper lives with its noun"


def cycles(house: Path) -> Iterator[str]:
    """Modules that reach themselves; each knot is told once, by its modules."""
    known = modules(house)
    edges = {module: {target(name, known) for name, *_ in imports(module, path)} for module, path in known.items()}
    reachable = {module: reach(module, edges) for module in known}
    knots = {frozenset(m for m in reachable[module] if module in reachable[m]) for module in known}
    yield from (f"cycle of modules: {', '.join(sorted(knot))}" for knot in knots if knot)


def target(name: str, known: dict[str, Path]) -> str | None:
    """The module that an imported name lies in."""
    while name and name not in known:
        name = name.rpartition(".")[0]
    return name or None


def reach(module: str, edges: dict[str, set[str | None]]) -> set[str]:
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        for other in edges[waiting.pop()] - seen - {None}:
            seen.add(other)
            waiting.append(other)
    return seen


CHECKS: tuple[Callable[[Path], Iterator[str]], ...] = (
    *(unknown_rooms, upward_imports, hidden_imports, wrong_layers, upward_relations, upward_accessors),
    *(upward_addresses, upward_templates, long_files, junk_drawers, cycles),
)


def test_house_keeps_its_plan():
    offences = [offence for check in CHECKS for offence in check(CHECKOUT)]
    assert not offences, "\n" + "\n".join(offences)


PLANTED = {
    unknown_rooms: ("deliberation/cellar/models.py", ""),
    upward_imports: ("deliberation/spaces/models.py", "def f():\n    from ..ballots import models\n"),
    hidden_imports: ("deliberation/spaces/models.py", "def f():\n    import json\n"),
    wrong_layers: ("deliberation/spaces/rules.py", "from deliberation.spaces.actions import appoint\n"),
    upward_relations: ("deliberation/spaces/models.py", "x = models.ForeignKey('ballots.Ballot', models.CASCADE)\n"),
    upward_accessors: ("deliberation/spaces/views.py", "space.children.first().papers.count()\n"),
    upward_addresses: ("deliberation/spaces/views.py", "redirect('portal:home')\n"),
    upward_templates: ("templates/spaces/a.html", "{% url 'portal:home' %}"),
    long_files: ("deliberation/spaces/models.py", "x = 1\n" * (LONGEST + 1)),
    junk_drawers: ("deliberation/spaces/utils.py", ""),
    cycles: ("deliberation/spaces/words.py", "from deliberation.spaces.access import x\n"),
}


BALLOTS = """
from deliberation.spaces.models import Space
class Paper:
    space = models.ForeignKey(Space, models.CASCADE, related_name="papers")
class Roll:
    space = models.OneToOneField("spaces.Space", models.CASCADE)
    clerk = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
"""


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_check_finds_what_is_planted(check, tmp_path):
    sound = {
        "deliberation/__init__.py": "",
        "deliberation/spaces/__init__.py": "",
        "deliberation/spaces/actions.py": "",
        "deliberation/spaces/access.py": "from . import words\n",
        "deliberation/ballots/models.py": BALLOTS,
    }
    for name, text in (sound | {"deliberation/spaces/words.py": ""}).items():
        place(tmp_path, name, text)
    assert list(check(tmp_path)) == []
    place(tmp_path, *PLANTED[check])
    assert len(list(check(tmp_path))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "import deliberation.portal.views",
        "from deliberation import portal",
        "from ..portal import views",
        "import config",
    ],
)
def test_every_way_to_import_upward_is_seen(tmp_path, line):
    place(tmp_path, "deliberation/portal/views.py", "")
    place(tmp_path, "deliberation/ledger/models.py", line)
    assert len(list(upward_imports(tmp_path))) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("deliberation/spaces/models.py", "space.papers\n"),
        ("deliberation/panels/models.py", "seat.process.space.roll\n"),
        ("deliberation/spaces/models.py", "Space.objects.filter(papers__sealed='')\n"),
        ("deliberation/spaces/models.py", "Space.objects.values_list('roll__pk')\n"),
        ("deliberation/spaces/models.py", "Space.objects.prefetch_related('papers')\n"),
        ("deliberation/accounts/models.py", "user.roll_set\n"),
        ("templates/spaces/a.html", "{% for paper in space.papers.all %}{% endfor %}"),
        ("templates/spaces/a.html", "{{ space.roll }}"),
        ("templates/spaces/a.html", "{% include 'ballots/_paper.html' %}"),
        ("deliberation/spaces/views.py", "render(request, 'ballots/paper.html')\n"),
    ],
)
def test_every_way_to_reach_up_without_an_import_is_seen(tmp_path, name, text):
    place(tmp_path, "deliberation/ballots/models.py", BALLOTS)
    place(tmp_path, name, text)
    checks = (upward_accessors, upward_addresses, upward_templates)
    assert len([offence for check in checks for offence in check(tmp_path)]) == 1


def test_what_a_room_reaches_in_itself_and_below_is_sound(tmp_path):
    place(tmp_path, "deliberation/ballots/models.py", BALLOTS + "space.papers.filter(roll__pk=1)\n")
    place(tmp_path, "templates/portal/a.html", "{{ space.papers }}{% include 'ballots/_paper.html' %}")
    assert [offence for check in CHECKS for offence in check(tmp_path)] == []


def place(house: Path, name: str, text: str) -> None:
    path = house / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
