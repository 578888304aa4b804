"""JSON and JSON-RPC that look otherwise and say the same."""

import json
import sys
from typing import Any

from livebridge_kit import INVALID_PARAMS, Json, ProtocolError, Refusal

from ..bridge import Complete


class UnknownIsMethodNotFound(Complete):
    """What is not there, and what does not fit, are told by the codes of JSON-RPC."""

    def call(self, method: str, params: Json) -> Any:
        if method not in self._offered:
            raise ProtocolError(-32601, f"there is no method `{method}`")
        try:
            return super().call(method, params)
        except Refusal as refusal:
            if refusal.code == "BAD_INPUT" and refusal.op is None:
                raise ProtocolError(INVALID_PARAMS, refusal.message) from refusal
            raise


class NumbersWithAFraction(Complete):
    """A language with one type of numbers writes 2.0."""

    def call(self, method: str, params: Json) -> Any:
        return json.loads(json.dumps(super().call(method, params)), parse_int=float)


class KeysInAnotherOrder(Complete):
    def call(self, method: str, params: Json) -> Any:
        return reordered(super().call(method, params))


def reordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: reordered(value[key]) for key in sorted(value, reverse=True)}
    return [reordered(one) for one in value] if isinstance(value, list) else value


class Talkative(Complete):
    """Tells what it does in notifications, one of a kind that nobody knows, and on stderr."""

    def call(self, method: str, params: Json) -> Any:
        for notification in ({"method": "log", "params": {"level": "info", "message": method}}, {"method": "progress"}):
            sys.stdout.write(json.dumps({"jsonrpc": "2.0", **notification}) + "\r\n")
        sys.stdout.flush()
        print("asked for", method, file=sys.stderr)
        return super().call(method, params)


class HintsOfItsOwn(Complete):
    """A hint says what to do, in whatever words; a subject is told only where it must be."""

    def call(self, method: str, params: Json) -> Any:
        try:
            return super().call(method, params)
        except Refusal as refusal:
            refusal.hint = "Bitte die Eingabe prüfen"
            if refusal.code not in ("STALE_REFERENCE", "WRONG_TYPE"):
                refusal.subject = None
            raise
