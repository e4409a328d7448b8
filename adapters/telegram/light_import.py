"""Import python-telegram-bot (PTB) without two large libraries, which saves 11 MB.

PTB loads httpx, although `AiohttpRequest` sends our requests. It also loads cryptography, which
only Telegram Passport needs. If a program does use PTB's own requests, httpx is loaded at that
time.
"""

import importlib.util
import sys
from types import ModuleType
from typing import Any

from adapters.hidden_libraries import hidden

_NAMING_HTTPX = ("telegram.request._httpxrequest", "telegram.ext._applicationbuilder")
_PASSPORT = "cryptography"
_HTTPX = "httpx"


class _Annotations(ModuleType):
    """Replaces httpx during the import, because PTB needs it only in annotations."""

    def __getattr__(self, name: str) -> type[Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


def import_telegram() -> None:
    """Import `telegram` and `telegram.ext`, while the two large libraries are hidden."""
    with_httpx = _HTTPX in sys.modules
    if not with_httpx:
        sys.modules[_HTTPX] = _Annotations(_HTTPX)
    with hidden(_PASSPORT):
        import telegram.ext  # noqa: F401, PLC0415 - only while both are hidden
    if not with_httpx:
        del sys.modules[_HTTPX]
        later = _loaded_when_used(_HTTPX)
        for name in _NAMING_HTTPX:
            vars(sys.modules[name])[_HTTPX] = later


def _loaded_when_used(name: str) -> ModuleType:
    spec = importlib.util.find_spec(name)
    assert spec is not None, "PTB requires it"
    assert spec.loader is not None, "it is a package with a loader"
    loader = importlib.util.LazyLoader(spec.loader)
    spec.loader = loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    loader.exec_module(module)
    return module
