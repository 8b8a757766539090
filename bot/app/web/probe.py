"""Find out whether Paperboy answers at its public address, by asking as a stranger would."""

from __future__ import annotations

import aiohttp
from aiohttp import web

PROBE = "paperboy"  # the path that answers with `_ANSWER`
_ANSWER = "This is Paperboy.\n"
_TIMEOUT = aiohttp.ClientTimeout(total=10.0)  # seconds


async def answer_probe(_request: web.BaseRequest, path: str) -> web.Response | None:
    """Answer `GET /paperboy`, but no `path` below it."""
    return None if path else web.Response(text=_ANSWER)


async def probe(address: str) -> tuple[bool, str]:
    """Return whether Paperboy answers at an address, with a sentence."""
    try:
        async with (
            aiohttp.ClientSession(timeout=_TIMEOUT) as session,
            session.get(f"{address}/{PROBE}", allow_redirects=False) as response,
        ):
            text, status = await response.content.read(len(_ANSWER)), response.status
    except aiohttp.ClientConnectorDNSError:
        return False, f"{address} has a name that does not exist. Check PAPERBOY_WEB__PUBLIC_URL and the DNS."
    except aiohttp.ClientSSLError as error:
        return False, f"{address} has no valid certificate. Check that of your proxy. ({error})"
    except TimeoutError:
        return False, f"{address} did not answer within 10 s. Check the firewall and your proxy."
    except (aiohttp.ClientError, OSError) as error:
        return False, f"{address} cannot be reached. Check PAPERBOY_WEB__PUBLIC_URL and your proxy. ({error})"
    if (status, text) == (200, _ANSWER.encode()):
        return True, f"{address} answers."
    return False, f"{address} does not lead to Paperboy: status {status}. Let your proxy pass on all its paths."
