"""The page without SimCord's workbench: a newcomer sees Discord, and not the tools of whoever tests a bot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from simcord import Preview

_STYLES: Final = "/preview.css"
_PLAIN: Final = """
[data-workbench], #drawer-scrim { display: none !important; }
.preview-shell { grid-template-rows: minmax(0, 1fr) !important; }
.preview-workspace { grid-template-columns: minmax(0, 1fr) !important; grid-row: 1 !important; }
.preview-stage { grid-column: 1 !important; }
"""


def hide_workbench(preview: Preview) -> None:
    """Add styles of ours to the page's; to be called before it is served.

    SimCord has no option for that. Should a later one serve its styles otherwise, its tools are seen again.
    """
    server: Any = getattr(preview, "_server", None)
    serve: Callable[[Any], Awaitable[Any]] | None = getattr(server, "_static", None)
    if serve is None:
        return

    async def plainly(request: Any) -> Any:  # noqa: ANN401 - aiohttp's, which the demo's own code does not need
        response = await serve(request)
        if request.path == _STYLES:
            response.text += _PLAIN
        return response

    server._static = plainly  # noqa: SLF001 - see above
