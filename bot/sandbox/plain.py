"""The page as Discord is: without SimCord's workbench, in the system's colours, what is newest in sight."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from simcord import Preview

_STYLES: Final = "/preview.css"
# Where SimCord's page is laid out otherwise than Discord: code wraps there, a short field stands at its top, and a
# card that begins with a text beside a button has no more room above it than others.
AS_DISCORD: Final = """
.code-block { white-space: pre-wrap; overflow-wrap: anywhere; }
.code-block code { min-width: 0; }
.embed-field { align-content: start; }
.component-container > .component-section:first-child { margin-top: 0; }
"""
_PLAIN: Final = """
[data-workbench], #drawer-scrim { display: none !important; }
.preview-shell { grid-template-rows: minmax(0, 1fr) !important; }
.preview-workspace { grid-template-columns: minmax(0, 1fr) !important; grid-row: 1 !important; }
.preview-stage { grid-column: 1 !important; }
/* an empty line, as in Discord */
.markdown-paragraph + .markdown-paragraph, .markdown-bullet_list + .markdown-paragraph { margin-top: 1.2em; }
.channel-message:not(:has(.message-header)) { margin-top: 10px; }  /* whose buttons are these? */
/* below a menu of one: "1 selected. Choose 1–1 options." */
.preview-select[data-maximum="1"]:not(:has([aria-invalid="true"])) .select-guidance { display: none; }
@media (max-width: 760px) {  /* what to type stands above the channel: the whole of it */
  .channel-heading { flex-direction: column; align-items: flex-start; gap: 2px; }
  .channel-topic { padding: 0; border: 0; white-space: normal; overflow: visible; }
  .command-context-text, .command-context-detail { white-space: normal; }
}
"""
_LIGHT: Final = "@media (prefers-color-scheme: light) {{\n{}}}\n"

# Whoever stands at the end stays there when messages come or grow, and whoever sends something goes there: SimCord
# follows only from the very last pixel, and an answer that grows out of its "thinking" leaves that.
_SCRIPT: Final = "/app.js"
_FOLLOWING: Final = """
document.title = "Paperboy";
;(() => {
  const timeline = document.getElementById("channel-timeline");
  if (!timeline) return;
  let following = true, known = timeline.scrollHeight;
  const end = () => { if (following) timeline.scrollTop = timeline.scrollHeight; };
  timeline.addEventListener("scroll", () => {
    if (timeline.scrollHeight === known) {  // else it was moved because something came or grew
      following = known - timeline.scrollTop - timeline.clientHeight < 120;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || timeline.contains(event.target)) return;
    following = true;
    end();
  }, true);
  const sizes = new ResizeObserver(() => {
    known = timeline.scrollHeight;
    end();
    requestAnimationFrame(end);
  });
  sizes.observe(timeline);
  for (const child of timeline.children) sizes.observe(child);
})();
"""
# SimCord is not told that a form was closed, and while it takes one for open it offers no roles in any menu: going
# to the newest message in sight ends that.
_CLOSED_FORMS: Final = """
;(() => {
  const form = document.getElementById("modal-root");
  if (!form || typeof dispatch !== "function" || typeof state !== "object") return;
  new MutationObserver(() => {
    const newest = state.snapshot?.timeline?.at(-1);
    if (form.hidden && state.snapshot?.modal && newest) dispatch("focus", { target_id: newest });
  }).observe(form, { attributes: true, attributeFilter: ["hidden"] });
})();
"""


def make_plain(preview: Preview) -> None:
    """Add styles and a script of ours to the page's; to be called before it is served.

    SimCord has no option for that. Should a later one serve its files otherwise, the page is as SimCord has it.
    """
    server: Any = getattr(preview, "_server", None)
    serve: Callable[[Any], Awaitable[Any]] | None = getattr(server, "_static", None)
    if serve is None:
        return

    light = (files("bot.sandbox") / "data" / "light.css").read_text("utf-8")
    ours = {_STYLES: AS_DISCORD + _PLAIN + _LIGHT.format(light), _SCRIPT: _FOLLOWING + _CLOSED_FORMS}

    async def plainly(request: Any) -> Any:  # noqa: ANN401 - aiohttp's, which the demo's own code does not need
        response = await serve(request)
        if request.path in ours:  # a font has no text
            response.text += ours[request.path]
        return response

    server._static = plainly  # noqa: SLF001 - see above
