"""Gives schemathesis identifiers that exist: every other one is made by the provider-state hook."""

import itertools
import json
import os
import urllib.request

import schemathesis

STATES = {
    "visitId": itertools.cycle(
        ["visit.active", None, "visit.past", None, "visit.inactive", "visit.foreign"]
    ),
    "history": itertools.cycle(["history.unrated", None, "history.rated"]),
}


def made(state):
    """An identifier in a state."""
    request = urllib.request.Request(
        os.environ["RPGU_PROVIDER_STATES"],
        data=json.dumps({"consumer": "schemathesis", "state": state, "action": "setup"}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)["id"]


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Puts made identifiers in the place of invented ones."""
    for name, states in STATES.items():
        if path_parameters and name in path_parameters:
            state = next(states)
            if state is not None:
                path_parameters[name] = made(state)
    return path_parameters
