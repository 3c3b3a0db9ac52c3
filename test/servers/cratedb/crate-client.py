"""Connects once with CrateDB's own client: reads a request as JSON, writes the answer as JSON."""

import json
import os
import sys
import warnings

from crate import client

WORDS = (
    "servers",
    "timeout",
    "verify_ssl_cert",
    "ca_cert",
    "cert_file",
    "key_file",
    "ssl_relax_minimum_version",
    "username",
    "password",
    "schema",
    "jwt_token",
    "compress",
)


def answer(request):
    connection = client.connect(**{word: request[word] for word in WORDS if word in request})
    try:
        told = {"ok": True}
        if request.get("server_infos"):
            told["server_infos"] = [
                connection.client.server_infos(server) for server in connection.client.active_servers
            ]
        if "statement" in request:
            cursor = connection.cursor()
            cursor.execute(request["statement"], request.get("parameters"))
            told["rows"] = cursor.fetchall() if cursor.description else []
            told["rowcount"] = cursor.rowcount
        return told
    finally:
        connection.close()


def refusal(error):
    return {"ok": False, "error": {"type": type(error).__name__, "message": str(error)}}


# The client would trust this bundle where it is given none.
os.environ.pop("REQUESTS_CA_BUNDLE", None)
# An unverified connection is what some tests are about.
warnings.simplefilter("ignore")

try:
    result = answer(json.load(sys.stdin))
except Exception as error:
    result = refusal(error)
json.dump(result, sys.stdout)
