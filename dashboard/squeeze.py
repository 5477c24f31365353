"""What the server says is squeezed against what it said before: a panel on the next day is much like the one on this.

uvicorn looks back 4 KB, and a run of the page's script says 7: nothing of the panel before is in sight. With 16 KB in
sight a release of 8 KB takes 0.3 KB over the wire; zlib's own formula asks 128 KB of memory a viewer for it.
"""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.websockets import websockets_sansio_impl as uvicorn_impl
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory

__all__ = ["look_back"]

_WINDOW_BITS, _MEMORY_LEVEL = 14, 7


def look_back() -> None:
    """Let websockets opened from now on look back far enough; uvicorn has no setting for it."""
    uvicorn_impl.ServerPerMessageDeflateFactory = _factory  # type: ignore[assignment]


def _factory(**_: Any) -> ServerPerMessageDeflateFactory:
    return ServerPerMessageDeflateFactory(
        server_max_window_bits=_WINDOW_BITS,
        client_max_window_bits=12,
        compress_settings={"memLevel": _MEMORY_LEVEL},
    )
