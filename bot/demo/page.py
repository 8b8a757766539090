"""The demo's page: updated as time passes, and laid out like Discord, without SimCord's workbench."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from simcord import Env, HttpLogEntry, Preview, SetupError

from bot.demo.world import move_clock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine


# SimCord waits at most this long for the bot, then publishes an action's outcome
_ACTION_TIMEOUT = timedelta(seconds=5)
_MAX_REMEMBERED_TEXTS = 2_000  # texts, some ten for each message of a page
_STYLES_PATH = "/preview.css"
# Where SimCord's layout differs from Discord's: in Discord code wraps, a short field is at the top, and a card
# that starts with a text beside a button has no extra room above it.
AS_DISCORD = """
.code-block { white-space: pre-wrap; overflow-wrap: anywhere; }
.code-block code { min-width: 0; }
.embed-field { align-content: start; }
.component-container > .component-section:first-child { margin-top: 0; }
"""
_HIDDEN_WORKBENCH_STYLES = """
[data-workbench], #drawer-scrim { display: none !important; }
.preview-shell { grid-template-rows: minmax(0, 1fr) !important; }
.preview-workspace { grid-template-columns: minmax(0, 1fr) !important; grid-row: 1 !important; }
.preview-stage { grid-column: 1 !important; }
/* an empty line, as in Discord */
.markdown-paragraph + .markdown-paragraph, .markdown-bullet_list + .markdown-paragraph { margin-top: 1.2em; }
/* a gap, so that one sees which message the buttons above belong to */
.channel-message:not(:has(.message-header)) { margin-top: 10px; }
/* below a menu of one: "1 selected. Choose 1–1 options." */
.preview-select[data-maximum="1"]:not(:has([aria-invalid="true"])) .select-guidance { display: none; }
@media (max-width: 760px) {  /* the topic tells what to type: show all of it */
  .channel-heading { flex-direction: column; align-items: flex-start; gap: 2px; }
  .channel-topic { padding: 0; border: 0; white-space: normal; overflow: visible; }
  .command-context-text, .command-context-detail { white-space: normal; }
}
"""
# An option's value is whole, its error beside it; an empty list is hidden, as SimCord shows it before it asks.
_OPTION_STYLES = """
.channel-composer { grid-template-columns: minmax(0, 1fr); }
.command-pill { flex-wrap: wrap; max-width: 100%; }
.command-option-input { field-sizing: content; width: auto !important; min-width: 3ch; max-width: 100%; }
.command-error { position: static; order: 1; margin: 2px 4px 2px 0; }
.command-popup:has(> .command-popup-list > .command-empty) { display: none; }
"""
_LIGHT_STYLES = "@media (prefers-color-scheme: light) {{\n{}}}\n"

# A page stays at its beginning, the welcome, until a person scrolls, presses or sends something. Only their input
# counts: SimCord itself scrolls to the newest message once a page's pictures and fonts are loaded. From then
# on, a page scrolled to its end follows new and growing messages. SimCord follows only from the very last pixel,
# which a page leaves when an answer replaces its "thinking". With more than 50 messages, a page opens without the
# welcome, at the newest.
_SCRIPT_PATH = "/app.js"
_SCROLLING_SCRIPT = """
document.title = "Paperboy";
;(() => {
  const timeline = document.getElementById("channel-timeline"), older = document.getElementById("history-older");
  if (!timeline || !older) return;
  let welcoming = true, following = true, known = timeline.scrollHeight;
  const end = () => {
    if (welcoming && older.hidden) timeline.scrollTop = 0;
    else if (following) timeline.scrollTop = timeline.scrollHeight;
  };
  const leave = () => {
    if (welcoming && older.hidden) following = false;
    welcoming = false;
  };
  timeline.addEventListener("scroll", () => {
    if (welcoming) end();
    else if (timeline.scrollHeight === known) {  // else it was moved because something came or grew
      following = known - timeline.scrollTop - timeline.clientHeight < 120;
    }
  });
  for (const kind of ["wheel", "touchmove"]) timeline.addEventListener(kind, leave, { passive: true });
  timeline.addEventListener("pointerdown", (event) => {
    if (event.target === timeline) leave();  // its scrollbar
  });
  timeline.addEventListener("click", () => {
    if (welcoming) following = true;  // to the answer, once it comes
    welcoming = false;
  });
  document.getElementById("new-messages").addEventListener("click", () => {
    welcoming = false;
    following = true;
    end();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Tab" || event.ctrlKey || event.metaKey) leave();  // to a button or a found text
    if (event.key !== "Enter" || timeline.contains(event.target)) return;
    welcoming = false;
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
# SimCord does not notice that a form was closed, and offers no roles in any menu while it thinks one is open:
# focusing the newest message ends that.
_CLOSED_FORMS_SCRIPT = """
;(() => {
  const form = document.getElementById("modal-root");
  if (!form || typeof dispatch !== "function" || typeof state !== "object") return;
  new MutationObserver(() => {
    const newest = state.snapshot?.timeline?.at(-1);
    if (form.hidden && state.snapshot?.modal && newest) dispatch("focus", { target_id: newest });
  }).observe(form, { attributes: true, attributeFilter: ["hidden"] });
})();
"""


class LivePage:
    """Publishes changes to SimCord's page, which shows the state last published, not the current one.

    Publishing makes the page refuse a press on what it showed before, so only changes are published; SimCord
    itself publishes the outcome of a person's own command or press. `on_change` is called with each request of the
    bot that changed something.
    """

    def __init__(
        self,
        env: Env,
        preview: Preview,
        now: Callable[[], datetime],
        on_change: Callable[[HttpLogEntry], None],
    ) -> None:
        self._env = env
        self._preview = preview
        self._now = now
        self._on_change = on_change
        self._requests_read = len(env.http_requests)
        self._stale = False
        self._acting_until = now()

    async def run(self, every: float) -> None:
        """Update the page every `every` seconds, for ever."""
        while True:
            self.update()
            await asyncio.sleep(every)

    def update(self) -> bool:
        """Move SimCord's clock, and publish if something has changed; return True if something was published.

        While a person's action or the bot is at work, both wait for the next update.
        """
        self._read_requests()
        if not run_in_one_go(move_clock(self._env, self._now())) or not self._stale:
            return False
        self._stale = not run_in_one_go(self._publish())
        return not self._stale

    async def _publish(self) -> None:
        """Show the current state; a page opened later has the newest messages."""
        await self._preview.refresh()
        await self._preview.show(self._preview.channel.last_message)

    def _read_requests(self) -> None:
        """Note whether new requests of the bot changed what the page does not show yet."""
        new = self._env.http_requests[self._requests_read :]
        self._requests_read += len(new)
        for request in new:
            if request.method != "GET":
                # In this order: `_is_published` must see each request, as it notes when an action began.
                self._stale = not self._is_published(request.path) or self._stale
                self._on_change(request)

    def _is_published(self, path: str) -> bool:
        """True if SimCord publishes the effect itself: the request answers an action that a person just took."""
        if path.startswith("/interactions/"):
            self._acting_until = self._now() + _ACTION_TIMEOUT
            return True
        return path.startswith("/webhooks/") and self._now() < self._acting_until


def run_in_one_go(step: Coroutine[object, None, object]) -> bool:
    """Run one of SimCord's operations without yielding to the event loop; return False if that is impossible now.

    SimCord refuses a press that arrives during another operation, and its page never recovers from that refusal.
    Run in one go, an operation leaves no moment in which a press could arrive. Its bare
    yields (`asyncio.sleep(0)`) are skipped; when it would wait for the bot, it is given up and retried later.
    """
    try:
        while step.send(None) is None:
            pass
    except StopIteration:
        return True
    except SetupError:  # a person's action is running
        return False
    finally:
        step.close()
    return False


def remember_texts() -> None:
    """Have SimCord parse each text once: it parses all texts of a page twice whenever it publishes a change."""
    readers: list[Any] = [
        module
        for name, module in sys.modules.items()
        if name.startswith("simcord.preview.") and hasattr(module, "markdown_tokens")
    ]
    known: dict[tuple[str, ...], str] = {}

    def remembered(value: object, profile: str = "message", *, context: object = None) -> Any:  # noqa: ANN401 - as JSON
        key = (repr(value), profile, repr(context))
        if key not in known:
            if len(known) == _MAX_REMEMBERED_TEXTS:
                known.clear()
            known[key] = json.dumps(read(value, profile, context=context))
        return json.loads(known[key])  # a new one: SimCord changes what it got

    if readers:  # else a later version does it differently
        read = readers[0].markdown_tokens
        for module in readers:
            module.markdown_tokens = remembered


def hide_workbench(preview: Preview) -> None:
    """Hide SimCord's workbench: add our styles and script to the page's. Call it before the page is served.

    SimCord has no option for that. If a later version serves its files differently, the page is unchanged.
    """
    server: Any = getattr(preview, "_server", None)
    serve: Callable[[Any], Awaitable[Any]] | None = getattr(server, "_static", None)
    if serve is None:
        return

    light, commands = (
        (files("bot.demo") / "data" / name).read_text("utf-8") for name in ("light.css", "commands.js")
    )
    styles = AS_DISCORD + _HIDDEN_WORKBENCH_STYLES + _OPTION_STYLES + _LIGHT_STYLES.format(light)
    ours = {_STYLES_PATH: styles, _SCRIPT_PATH: _SCROLLING_SCRIPT + _CLOSED_FORMS_SCRIPT + commands}

    async def with_ours(request: Any) -> Any:  # noqa: ANN401 - aiohttp's, which the demo's own code does not need
        response = await serve(request)
        if request.path in ours:  # a font has no text
            response.text += ours[request.path]
        return response

    server._static = with_ours  # noqa: SLF001 - see above
