"""Check requests and answers against Discord's own API description, if it is there."""

# The types of jsonschema and referencing are partly unknown to a checker:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import json
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.exceptions import relevance
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.fake_discord.http.calls import Call
from tests.support.paths import SHARED_DATA

DESCRIPTION = SHARED_DATA / "discord-openapi.json"
_URI = "urn:discord"
_ID, _ANY_ID = re.compile(r'"[1-9]\d{14,18}"'), '"1000000000000000000"'  # it knows no difference between ids


@cache
def description(path: Path) -> dict[str, Any] | None:
    """The description made fit for a validator; None where the file is absent.

    `oneOf` becomes `anyOf`, since the description's alternatives overlap, and snowflakes may be integers.
    """
    if not path.exists():
        return None
    document: dict[str, Any] = _relaxed(json.loads(path.read_bytes()))
    return document


def _relaxed(node: Any) -> Any:
    if isinstance(node, list):
        return [_relaxed(item) for item in node]
    if not isinstance(node, dict):
        return node
    relaxed = {("anyOf" if key == "oneOf" else key): _relaxed(value) for key, value in node.items()}
    if relaxed.get("format") == "snowflake":
        relaxed["type"] = ["string", "integer"]
    return relaxed


class Validator:
    """Collects what does not fit the description, one line each, in `violations`."""

    def __init__(self, path: Path = DESCRIPTION):
        self._path = path
        self._document = description(path)
        self.violations: list[str] = []

    def request(self, call: Call):
        """Check a request body, and that the operation exists at all."""
        operation = self._operation(call)
        if operation is None:
            return
        pointer = f"{self._pointer(call)}/requestBody/content/application~1json/schema"
        if "requestBody" in operation:
            self._check("request", call, pointer, call.body)

    def answer(self, call: Call, status: int, body: Any):
        """Check an answer body."""
        operation = self._operation(call)
        if operation is None:
            return
        keys = (str(status), f"{status // 100}XX")
        key = next((key for key in keys if key in operation["responses"]), None)
        if key is None:
            self._violation("answer", call, f"status {status} is not described")
            return
        response = operation["responses"][key]
        pointer = response.get("$ref") or f"{self._pointer(call)}/responses/{key}"
        if self._has_schema(pointer):
            self._check("answer", call, f"{pointer}/content/application~1json/schema", body)

    def _operation(self, call: Call) -> dict[str, Any] | None:
        if self._document is None:
            return None
        operation = self._document["paths"].get(call.route, {}).get(call.method.lower())
        if operation is None:
            self._violation("request", call, "there is no such operation")
        return operation

    @staticmethod
    def _pointer(call: Call) -> str:
        route = call.route.replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
        return f"#/paths/{route}/{call.method.lower()}"

    def _has_schema(self, pointer: str) -> bool:
        found = _registry(self._path).resolver(_URI).lookup(f"{_URI}{pointer}").contents
        return "application/json" in found.get("content", {})

    def _check(self, what: str, call: Call, pointer: str, body: Any):
        wrong = _wrong(self._path, pointer, _ID.sub(_ANY_ID, json.dumps(body)))
        if wrong is not None:
            self._violation(what, call, wrong)

    def _violation(self, what: str, call: Call, why: str):
        self.violations.append(f"{what} {call.method} {call.route}: {why}")


@lru_cache(maxsize=4_096)  # bots that begin anew and again send and get the same commands, each of a second
def _wrong(path: Path, pointer: str, body: str) -> str | None:
    """The parts of a JSON body that do not fit the schema there."""
    error = max(_ready(path, pointer).iter_errors(json.loads(body)), key=relevance, default=None)
    if error is None:
        return None
    error = _cause(error)
    return f"{error.json_path}: {error.message[:300]}"


@cache
def _ready(path: Path, pointer: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"{_URI}{pointer}"}, registry=_registry(path))


def _cause(error: ValidationError) -> ValidationError:
    """Return the mistakes in the alternative that was meant: components name theirs by `type`."""
    while error.context:
        others = {inner.schema_path[0] for inner in error.context if list(inner.path) == ["type"]}
        meant = [inner for inner in error.context if inner.schema_path[0] not in others]
        error = min(meant or error.context, key=relevance)
    return error


@cache
def _registry(path: Path) -> Registry[Any]:
    document = description(path)
    assert document is not None
    return Registry().with_resource(_URI, DRAFT202012.create_resource(document))
