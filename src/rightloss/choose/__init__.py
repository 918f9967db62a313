"""Which loss is right for the data: `rightloss.choose(target, features)`.

The package is callable, so that the function and its room share one name.
"""

import sys
from types import ModuleType
from typing import Any


class _CallableModule(ModuleType):
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from rightloss.choose.api import choose

        return choose(*args, **kwargs)


sys.modules[__name__].__class__ = _CallableModule
