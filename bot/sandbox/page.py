"""The demo's page: alive, so that posts appear as time passes, and as Discord is, without SimCord's workbench."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from simcord import SetupError

from bot.sandbox.world import catch_up

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from datetime import datetime

    from simcord import Env, HttpLogEntry, Preview

_OWN_ACTION = timedelta(seconds=5)  # SimCord waits no longer for the bot before it publishes an action's outcome
_STYLES = "/preview.css"
# Where SimCord's page is laid out otherwise than Discord: code wraps there, a short field stands at its top, and a
# card that begins with a text beside a button has no more room above it than others.
AS_DISCORD = """
.code-block { white-space: pre-wrap; overflow-wrap: anywhere; }
.code-block code { min-width: 0; }
.embed-field { align-content: start; }
.component-container > .component-section:first-child { margin-top: 0; }
"""
_PLAIN = """
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
_LIGHT = "@media (prefers-color-scheme: light) {{\n{}}}\n"

# Whoever stands at the end stays there when messages come or grow, and whoever sends something goes there: SimCord
# follows only from the very last pixel, and an answer that grows out of its "thinking" leaves that.
_SCRIPT = "/app.js"
_FOLLOWING = """
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
_CLOSED_FORMS = """
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
    """SimCord's page shows a state that was published, not the state that is: this publishes what has changed.

    Publishing makes the page refuse a press that was meant for what it showed before, so nothing is published
    without need; SimCord itself publishes what a person's own command or press leads to. `seen` is called with
    each request of the bot that changed something.
    """

    def __init__(
        self,
        env: Env,
        preview: Preview,
        now: Callable[[], datetime],
        seen: Callable[[HttpLogEntry], None],
    ) -> None:
        self._env = env
        self._preview = preview
        self._now = now
        self._seen = seen
        self._read = len(env.http_requests)
        self._stale = False
        self._acting_until = now()

    async def run(self, every: float) -> None:
        """Update the page every `every` seconds, for ever."""
        while True:
            self.update()
            await asyncio.sleep(every)

    def update(self) -> bool:
        """Let SimCord's clock catch up and publish what changed; whether something was published.

        While a person's command or press is at work, or the bot is, both wait for the next update.
        """
        self._note_requests()
        if not at_once(catch_up(self._env, self._now())) or not self._stale:
            return False
        self._stale = not at_once(self._publish())
        return not self._stale

    async def _publish(self) -> None:
        """Show the present state, and let pages that are opened later begin with the newest message.

        A page that is at its end stays there when something is added; one that begins further up does not.
        """
        await self._preview.refresh()
        await self._preview.show(self._preview.channel.last_message)

    def changed(self) -> None:
        """Publish what somebody else than the bot has changed."""
        self._stale = True

    def _note_requests(self) -> None:
        new = self._env.http_requests[self._read :]
        self._read += len(new)
        for request in new:
            if request.method != "GET":
                self._stale = not self._own(request.path) or self._stale
                self._seen(request)

    def _own(self, path: str) -> bool:
        """True if a request answers a person's recent action; later answers (a time-out) are news."""
        if path.startswith("/interactions/"):
            self._acting_until = self._now() + _OWN_ACTION
            return True
        return path.startswith("/webhooks/") and self._now() < self._acting_until


def at_once(step: Coroutine[object, None, object]) -> bool:
    """Do one of SimCord's operations without giving the event loop a turn; False when that is impossible now.

    SimCord refuses a press that arrives during another operation, and its page never recovers from that
    refusal. Done in one go, an operation leaves no moment in which a press could arrive. It may yield
    (`asyncio.sleep(0)`) but not wait: when it wants to wait for the bot it is given up, and tried again later.
    """
    try:
        while step.send(None) is None:
            pass
    except StopIteration:
        return True
    except SetupError:  # a person's action is at work
        return False
    finally:
        step.close()
    return False


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
