"""Asks the process that owns a store over its loopback API, as the `espalier` command does.

Both sides prove by HMAC-SHA256 that they know the secret of owner.json, which is never sent; see
cli/src/main/java/io/espalier/cli/owner/Signatures.java.
"""
import hashlib
import hmac
import json
import os
import secrets
import time
import urllib.request

SCHEME = "Espalier-HMAC-SHA256"
# A proxy of the environment must not come between two processes of one machine.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def signature(secret, *parts):
    return hmac.new(bytes.fromhex(secret), "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def ask(home, target):
    """The answer to `GET target`, such as /v1/status; None while no owner of the store answers."""
    try:
        with open(os.path.join(home, "owner.json"), encoding="utf-8") as file:
            owner = json.load(file)
        millis, nonce = str(time.time_ns() // 1_000_000), secrets.token_hex(16)
        signed = signature(owner["secret"], "espalier request", "GET", target, millis, nonce)
        request = urllib.request.Request(
            f"http://127.0.0.1:{owner['port']}{target}",
            headers={"Authorization": f"{SCHEME} {millis} {nonce} {signed}"},
        )
        with OPENER.open(request, timeout=5) as reply:
            body, proof = reply.read().decode(), reply.headers.get("Authentication-Info", "")
            expected = signature(owner["secret"], "espalier answer", signed, str(reply.status), body)
        return json.loads(body) if hmac.compare_digest(proof, expected) else None
    except (OSError, ValueError, KeyError):
        return None
