"""Faults on demand: what a test lets go wrong, where, and how often."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fake_discord.http.calls import Call


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A fault that the client gets instead of the answer.

    `accepted` faults strike after the request took effect. One of `status`, `reset` and `hang` says how it
    ends; with none of them the true answer comes, `delay` seconds late. A 429 without `via` is Cloudflare's. A
    `page` is HTML of who stands in between, whatever the status; `says`, where it is set, is a body to the letter
    that calls itself `typed`. `frames` are for the gateway alone: it takes the connection and sends them, not its
    greeting.
    """

    status: int | None = None
    code: int = 0
    message: str = ""
    via: bool = True
    retry_after: float = 0.0
    everywhere: bool = False
    reset: bool = False
    hang: bool = False
    delay: float = 0.0
    accepted: bool = False
    page: bool = False
    says: str | bytes | None = None
    typed: str = "application/json"
    frames: tuple[str | bytes, ...] = ()


def refuse(status: int, code: int = 0, message: str = "refused by the test") -> Fault:
    """An error answer with Discord's code; 5xx without a code comes as a proxy's HTML page."""
    return Fault(status=status, code=code, message=message if code else f"{status}: {message}")


def rate_limited(retry_after: float, *, via: bool = True, everywhere: bool = False) -> Fault:
    """A 429: Discord's own, or (not `via`) a ban by the proxy before it."""
    message = "You are being rate limited."
    return Fault(status=429, retry_after=retry_after, via=via, everywhere=everywhere, message=message)


def page(status: int, *, accepted: bool = False) -> Fault:
    """A page of a proxy or captive portal instead of an answer; Discord took the request or not."""
    return Fault(status=status, page=True, via=False, accepted=accepted)


def blocked(status: int = 403) -> Fault:
    """Cloudflare's page for an address that it does not let through."""
    return Fault(status=status, via=False)


def says(
    text: str | bytes, *, status: int = 200, accepted: bool = False, typed: str = "application/json"
) -> Fault:
    """An answer that has this body and calls itself JSON, or something else, or nothing (`typed` is empty)."""
    return Fault(status=status, says=text, accepted=accepted, typed=typed)


def as_bytes(text: str | bytes) -> bytes:
    """Text in UTF-8; bytes as they are."""
    return text.encode() if isinstance(text, str) else text


def frames(*sent: str | bytes) -> Fault:
    """A gateway that takes a connection and sends this."""
    return Fault(frames=sent)


def reset(*, accepted: bool = False) -> Fault:
    """The connection breaks: before the request took effect, or after."""
    return Fault(reset=True, accepted=accepted)


def hang(*, accepted: bool = False) -> Fault:
    """No answer ever comes."""
    return Fault(hang=True, accepted=accepted)


@dataclass(kw_only=True, eq=False)
class Armed:
    """A fault that waits for its requests, letting the first `spared` ones pass.

    `struck` counts those that it met; `reached` is set at the first, and at each `on_strike` is called before the
    answer.
    Only bodies that hold the text `read_or_default` are meant.
    """

    method: str
    route: str
    fault: Fault
    left: int | None
    ids: dict[str, str]
    read_or_default: str = ""
    spared: int = 0
    struck: int = 0
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    on_strike: Callable[[], None] = lambda: None

    def fits(self, call: Call) -> bool:
        """Return True if the fault applies to this request and is not used up; `*` is any method or route."""
        return (
            self.left != 0
            and self.method in ("*", call.method)
            and self.route in ("*", call.route)
            and all(call.ids.get(name) == value for name, value in self.ids.items())
            and self.read_or_default in str(call.body)
        )

    def spare(self) -> bool:
        """Return True if this request is one of those that pass."""
        self.spared -= 1
        return self.spared >= 0


class Faults:
    """All faults that are armed; the first that fits strikes."""

    def __init__(self):
        self._armed: list[Armed] = []
        self._over = asyncio.Event()

    def arm(
        self,
        method: str,
        route: str,
        fault: Fault,
        *,
        times: int | None = 1,
        spared: int = 0,
        read_or_default: str = "",
        **ids: int,
    ) -> Armed:
        """Let the next `times` requests (None: all) to a route fail, only those with these path ids.

        With `read_or_default`, only those whose body holds that text.

        The first `spared` ones pass.
        """
        meant = {name: str(value) for name, value in ids.items()}
        armed = Armed(
            method=method,
            route=route,
            fault=fault,
            left=times,
            ids=meant,
            read_or_default=read_or_default,
            spared=spared,
        )
        self._armed.append(armed)
        return armed

    def disarm(self, armed: Armed):
        """End a fault."""
        armed.left = 0

    def take(self, call: Call) -> Armed | None:
        """The fault that strikes this request."""
        for armed in self._armed:
            if armed.fits(call) and not armed.spare():
                armed.left = None if armed.left is None else armed.left - 1
                return armed
        return None

    async def forever(self):
        """Hang until the server ends."""
        await self._over.wait()

    def release(self):
        """Let all hanging requests go."""
        self._over.set()
