"""`make picture`: draw the picture in docs/architecture.md from the imports."""

import re
import sys
from pathlib import Path

import grimp

PAGE = Path(__file__).parent.parent / "docs" / "architecture.md"
_BEGIN, _END = "<!-- picture: made by make picture -->", "<!-- end of picture -->"
_FLOORS = ("adapters", "bot", "core")
_WHOLE = frozenset({"bot"})
"""The floors (top-level packages) that are drawn as a single box."""
_SHARED = "adapters.what_they_share"
"""The box for the modules that several adapters share."""
_ALONE = frozenset({"serve", "relay", "periodic_jobs"})
"""The modules that run the adapters. Each of them gets its own box."""


def picture() -> str:
    """Return a Mermaid flow chart of the packages on the three floors and their imports.

    An arrow that other arrows imply is left out.
    """
    graph = grimp.build_graph(*_FLOORS)
    reached: dict[str, set[str]] = {}
    for module in graph.modules:
        mine = reached.setdefault(_box(module), set())
        mine |= {_box(each) for each in graph.find_modules_directly_imported_by(module)}
    for box, others in reached.items():
        others.discard(box)
    lines = ["```mermaid", "flowchart TD"]
    for floor in _FLOORS:
        inside = sorted(box for box in reached if box.split(".")[0] == floor and box != floor)
        lines.append(f"    subgraph {floor}")
        lines += [
            f"        {_name(box)}[{box.split('.')[-1].replace('_', ' ')}]"
            for box in inside or [floor]
        ]
        lines.append("    end")
    lines += [
        f"    {_name(box)} --> {_name(other)}"
        for box in sorted(reached)
        for other in sorted(_direct(box, reached))
    ]
    return "\n".join([*lines, "```"])


def drawn(page: str) -> str:
    """Return the page with the picture replaced by the current one."""
    found = re.search(f"{re.escape(_BEGIN)}\n.*?{re.escape(_END)}", page, re.DOTALL)
    if found is None:
        raise ValueError(f"{PAGE.name} has no {_BEGIN}")
    return page.replace(found[0], f"{_BEGIN}\n{picture()}\n{_END}")


def _box(module: str) -> str:
    """Return the box in which a module is drawn: its package or its floor."""
    floor, *rest = module.split(".")
    if floor in _WHOLE or not rest:
        return floor
    package = (PAGE.parent.parent / floor / rest[0]).is_dir()
    if floor == "adapters" and not package and rest[0] not in _ALONE:
        return _SHARED
    return f"{floor}.{rest[0]}"


def _name(box: str) -> str:
    return box.replace(".", "_")


def _direct(box: str, reached: dict[str, set[str]]) -> set[str]:
    """Return the boxes that a box imports.

    Those that it also reaches through another import are left out.
    """
    others = {each for each in reached[box] if each in reached and each not in {"adapters", "core"}}
    return {each for each in others if not any(_leads(one, each, reached, box) for one in others)}


def _leads(start: str, end: str, reached: dict[str, set[str]], but: str) -> bool:
    """Whether there is a path from `start` to `end` that avoids `but`."""
    if start == end:
        return False
    seen, waiting = {start, but}, [start]
    while waiting:
        for each in reached.get(waiting.pop(), ()):
            if each == end:
                return True
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return False


if __name__ == "__main__":
    PAGE.write_text(drawn(PAGE.read_text("utf-8")), "utf-8")
    sys.stdout.write(f"wrote {PAGE}\n")
