"""Tables of people in which nobody can be recognised, although the total stands beside them."""

from collections.abc import Mapping
from typing import TypeVar

Name = TypeVar("Name", str, int)
LEAST = 5  # fewer people than this in a cell could be recognised


def hide_small(cells: Mapping[Name, int], *, least: int = LEAST) -> dict[Name, int | None]:
    """The cells in their order, small ones as None.

    What is hidden follows from the total as one number. So it is never one cell, nor fewer people than may be shown:
    the next smallest cells are hidden with it until that holds, or until nothing is left to hide.
    """
    rising = sorted(cells, key=lambda name: (cells[name], name))
    hidden = [name for name in rising if cells[name] < least]
    if hidden:
        for name in rising[len(hidden) :]:
            if len(hidden) > 1 and sum(cells[one] for one in hidden) >= least:
                break
            hidden.append(name)
    return {name: None if name in hidden else number for name, number in cells.items()}
