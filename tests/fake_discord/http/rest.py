"""Handle one REST request: log, fault, token, rate limit, route, answer."""

import asyncio
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from aiohttp import web

from tests.fake_discord.faults import Armed, Fault, Faults, as_bytes
from tests.fake_discord.http.calls import Attached, Call, Created, Route
from tests.fake_discord.http.errors import ApiError, api_error
from tests.fake_discord.http.limits import Limits, Verdict
from tests.fake_discord.http.validation import Validator
from tests.fake_discord.journal import Entry, Journal
from tests.fake_discord.state.ids import Clock
from tests.fake_discord.waiting import Bell

PREFIX = "/api/v10"
_HTTP_ERROR = 500


@dataclass(frozen=True, kw_only=True)
class Rest:
    """Serves routes. An endpoint that we lack is noted as a violation, since Discord has it."""

    token: str
    faults: Faults
    limits: Limits
    journal: Journal
    validator: Validator
    clock: Clock
    bell: Bell

    def add_to(self, app: web.Application, routes: list[Route]):
        """Register the routes, and a last one for everything else."""
        for route in routes:
            app.router.add_route(route.method, PREFIX + route.path, partial(self._serve, route))
        app.router.add_route("*", PREFIX + "/{rest:.*}", self._unknown)

    async def _unknown(self, request: web.Request) -> web.StreamResponse:
        self.validator.violations.append(f"request {request.method} {request.path}: no such endpoint here")
        return web.json_response({"message": "404: Not Found", "code": 0}, status=404)

    async def _serve(self, route: Route, request: web.Request) -> web.StreamResponse:
        call = await _read(route, request)
        entry = self.journal.open(self.clock.now(), call)
        armed = self.faults.take(call)
        try:
            if armed is None:
                return self._answered(route, call, entry)
            return await self._faulty(armed, route, call, entry, request)
        finally:
            self.bell.ring()

    async def _faulty(
        self, armed: Armed, route: Route, call: Call, entry: Entry, request: web.Request
    ) -> web.StreamResponse:
        fault = armed.fault
        await asyncio.sleep(fault.delay)
        truth = None
        if fault.accepted or not (fault.status or fault.reset or fault.hang):
            truth = self._answered(route, call, entry)
        armed.struck += 1
        armed.reached.set()
        armed.on_strike()
        if fault.hang:
            entry.outcome = "hang"
            self.bell.ring()
            await self.faults.forever()
        if fault.hang or fault.reset:
            entry.outcome = entry.outcome if fault.hang else "reset"
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if fault.status is None and truth is not None:
            return truth
        return self._failed(fault, call, entry)

    def _failed(self, fault: Fault, call: Call, entry: Entry) -> web.Response:
        status = entry.outcome = fault.status or _HTTP_ERROR
        headers = self._headers() if fault.via else {"Date": self.clock.http_date()}
        if fault.says is not None:
            typed = headers | ({"Content-Type": fault.typed} if fault.typed else {})
            return web.Response(status=status, body=as_bytes(fault.says), headers=typed)
        if not fault.via and not fault.page:
            headers |= {"Server": "cloudflare", "CF-Ray": "9a1b2c3d4e5f6a7b-FRA"}
        proxied = fault.page or not fault.via or (status >= _HTTP_ERROR and not fault.code)
        if proxied:
            return html(status, headers)
        if status == 429:
            return self._limited(fault.retry_after, headers, call, everywhere=fault.everywhere)
        return self._respond(ApiError(status, fault.code, fault.message).body(), status, headers, call)

    def _limited(
        self, retry_after: float, headers: dict[str, str], call: Call, *, everywhere: bool
    ) -> web.Response:
        text = "You are being rate limited."
        body = {"message": text, "code": 0, "retry_after": retry_after, "global": everywhere}
        told = {
            "Retry-After": str(math.ceil(retry_after)),
            "X-RateLimit-Scope": "global" if everywhere else "user",
        }
        told |= {"X-RateLimit-Global": "true"} if everywhere else {}
        return self._respond(body, 429, told | headers, call)

    def _answered(self, route: Route, call: Call, entry: Entry) -> web.Response:
        """The true answer, after the token and the rate limits have been looked at."""
        if not route.open and call.authorization != f"Bot {self.token}":
            entry.outcome = 401
            return self._respond(api_error(0).body(), 401, self._headers(), call)
        verdict = self.limits.judge(call, exempt=route.open)
        headers = self._headers(verdict)
        if verdict.refused:
            entry.outcome = 429
            return self._limited(verdict.reset_after, headers, call, everywhere=verdict.everywhere)
        self.validator.request(call)
        try:
            body = route.handle(call)
            status = 204 if body is None else 201 if isinstance(body, Created) else 200
        except ApiError as error:
            body, status = error.body(), error.status
        entry.outcome = status
        return self._respond(body.body if isinstance(body, Created) else body, status, headers, call)

    def _respond(self, body: Any, status: int, headers: dict[str, str], call: Call) -> web.Response:
        self.validator.answer(call, status, body)
        if body is None:
            return web.Response(status=status, headers=headers)
        # no charset: discord.py parses a body only when the type is exactly this
        typed = headers | {"Content-Type": "application/json"}
        return web.Response(status=status, body=json.dumps(body).encode(), headers=typed)

    def _headers(self, verdict: Verdict | None = None) -> dict[str, str]:
        told = {"Date": self.clock.http_date(), "Via": "1.1 google"}
        return told if verdict is None else told | verdict.headers()


def html(status: int, headers: Mapping[str, str]) -> web.Response:
    """A page of who stands in between."""
    page = f"<html><body><h1>{status}</h1></body></html>"
    return web.Response(status=status, text=page, content_type="text/html", headers=headers)


async def _read(route: Route, request: web.Request) -> Call:
    body, files = await _body(request)
    return Call(
        method=route.method,
        route=route.path,
        ids=dict(request.match_info),
        query=dict(request.query),
        body=body,
        files=files,
        authorization=request.headers.get("Authorization", ""),
    )


async def _body(request: web.Request) -> tuple[Any, tuple[Attached, ...]]:
    """JSON, or the JSON part of a form with its files."""
    if not request.content_type.startswith("multipart/"):
        raw = await request.read()
        return (json.loads(raw) if raw else None), ()
    form = await request.post()
    files = [part for part in form.values() if isinstance(part, web.FileField)]
    sized = tuple(Attached(name=part.filename, size=len(part.file.read())) for part in files)
    return json.loads(str(form.get("payload_json", "{}"))), sized
