"""A session of the simulator for each test: codes, requests, clock and account of its own.

`qrlogin simulate --tls -- pytest -n 4` has one simulator for all workers; without it, each worker
starts its own. A session is ready within a few milliseconds.
"""

import json
import os
import subprocess
import urllib.parse
import urllib.request

import pytest


class Simulator:
    """A session: `origin` is where the client under test finds the services."""

    def __init__(self, session):
        self.name, self.origin, self.proxy = session["name"], session["origin"], session["proxy"]

    def call(self, method, path, body=None, /, **parameters):
        """A call of the control API, which `GET /_sim/v1/openapi.json` describes."""
        return call(self.origin, method, path, body, **parameters)

    def act(self, act):
        """The person with the phone: scan, confirm, deny, cancel, expire."""
        return self.call("POST", "/act", {"act": act})


def call(origin, method, path, body=None, /, **parameters):
    query = "?" + urllib.parse.urlencode(parameters) if parameters else ""
    request = urllib.request.Request(f"{origin}/_sim/v1{path}{query}", method=method)
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    with direct.open(request) as reply:
        return json.loads(reply.read() or "null")


# Control calls go straight to the simulator.
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture(scope="session")
def server():
    """The address of the simulator."""
    if "QRLOGIN_SIMULATOR" in os.environ:
        yield os.environ["QRLOGIN_SIMULATOR"]
        return
    command = [os.environ.get("QRLOGIN", "qrlogin"), "simulate", "--tls"]
    command += ["--ready", "json", "--exit-with-stdin"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
    ready = json.loads(process.stdout.readline())
    os.environ["SSL_CERT_FILE"] = ready["ca"]
    yield ready["origin"]
    process.stdin.close()
    assert process.wait(timeout=10) == 0
    process.stdout.close()


@pytest.fixture
def settings():
    """Settings of the test's session; override it, or use `parametrize`."""
    return {}


@pytest.fixture
def simulator(server, settings):
    # Without a person of its own: each test scans and confirms itself.
    session = call(server, "POST", "/sessions", {"settings": {"person": "", **settings}})
    yield Simulator(session)
    call(server, "DELETE", f"/sessions/{session['name']}")
