"""The API's own description, made complete: what every operation may refuse stands beside what it answers."""

from typing import Any

from yaji.kit.http.shapes import Refused

_WHY = {
    "400": "What was sent can't be read",
    "401": "The access token is not good",
    "403": "Not allowed for whoever asks",
    "404": "Not there, or not for whoever asks",
    "409": "Not possible as things stand",
    "422": "Something that was sent isn't right",
    "429": "Too fast; wait as long as Retry-After says",
}
_WRITES = frozenset({"post", "put", "patch", "delete"})


def complete(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with every refusal that the house itself, and not a room, may answer with."""
    schemas = schema.setdefault("components", {}).setdefault("schemas", {})
    schemas["Refused"] = Refused.model_json_schema()
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            for status in _statuses(path, method, operation):
                operation["responses"].setdefault(int(status), _response(status))
            operation["responses"] = dict(sorted(operation["responses"].items(), key=lambda item: int(item[0])))
    return schema


def _statuses(path: str, method: str, operation: dict[str, Any]) -> list[str]:
    found = ["429"]
    if operation.get("security"):
        found += ["401", "403", "404"]
    if "{" in path:
        found.append("404")
    if "requestBody" in operation or operation.get("parameters"):
        found += ["400", "422"]
    if method in _WRITES and operation.get("security"):
        found.append("409")
    return found


def _response(status: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Refused"}}}
    return {"description": _WHY[status], "content": content}
