"""Every loss of rightloss as a function: `rightloss.functional.l1_loss(input, target)`.

The names come from the catalog, and each is imported when it is first used; `functional.pyi` spells them out for type
checkers.
"""

from typing import Any

from rightloss._optional import need, resolve
from rightloss.catalog import losses
from rightloss.catalog.schema import public_names


def __getattr__(name: str) -> Any:
    if name == "__all__":
        return sorted(_functions())
    if not name.startswith("_") and (module := _functions().get(name)):
        need("torch", extra="torch")
        found = globals()[name] = resolve(f"{module}:{name}")  # looked up once: it takes as long as a small loss
        return found
    raise AttributeError(f"module 'rightloss.functional' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(_functions())


def _functions() -> dict[str, str]:
    """Function name -> module of our own losses."""
    return public_names(losses().values())[0]
