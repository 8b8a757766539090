"""Discord's error answers."""

from typing import Any


class ApiError(Exception):
    """An error answer: HTTP status, Discord's own code, its sentence."""

    def __init__(self, status: int, code: int, message: str):
        super().__init__(f"{status} ({code}): {message}")
        self.status = status
        self.code = code
        self.message = message

    def body(self) -> dict[str, Any]:
        """The JSON that Discord sends with it."""
        answer: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.code == INVALID_BODY:
            answer["errors"] = {"_errors": [{"code": self.code, "message": self.message}]}
        return answer


INVALID_BODY = 50035

_TABLE = """\
0 401 401: Unauthorized
10003 404 Unknown Channel
10004 404 Unknown Guild
10008 404 Unknown Message
10013 404 Unknown User
10015 404 Unknown Webhook
10062 404 Unknown interaction
40067 400 A tag is required to create a forum post in this channel
10066 404 Unknown application command permissions
40060 400 Interaction has already been acknowledged.
50001 403 Missing Access
50005 403 Cannot edit a message authored by another user
50006 400 Cannot send an empty message
50007 403 Cannot send messages to this user
50008 400 Cannot send messages in a non-text channel
50013 403 Missing Permissions
50024 400 Cannot execute action on this channel type
50027 401 Invalid Webhook Token
50035 400 Invalid Form Body
50083 400 Thread is archived
160004 400 A thread has already been created for this message
160005 403 Thread is locked
200000 400 Message was blocked by automatic moderation
"""  # a line each: Discord's code, the status, the sentence
_SENTENCES = {
    int(code): (int(status), sentence)
    for code, status, sentence in (line.split(" ", 2) for line in _TABLE.splitlines())
}


def api_error(code: int, message: str = "") -> ApiError:
    """The error with Discord's usual status and sentence for this code."""
    status, sentence = _SENTENCES.get(code, (400, "Something went wrong"))
    return ApiError(status, code, message or sentence)
