"""What can happen in a session, and the ids that order it."""

from __future__ import annotations

import time
from dataclasses import fields, is_dataclass
from uuid import RFC_4122, UUID

import pytest

from simulator import events
from simulator.events import EVENT_TYPES, Event, uuid7

ENVELOPE = {"v", "id", "seq", "type", "wall", "author"}


@pytest.mark.parametrize("event_type", EVENT_TYPES.values(), ids=EVENT_TYPES.keys())
def test_an_event_has_its_moment_first_and_leaves_the_envelope_alone(event_type: type[Event]) -> None:
    names = [field.name for field in fields(event_type)]
    assert names[0] == "at_s"
    assert not ENVELOPE & set(names)


def test_every_event_that_is_defined_can_be_read_back() -> None:
    defined = {
        name
        for name, value in vars(events).items()
        if isinstance(value, type) and is_dataclass(value) and issubclass(value, Event) and value is not Event
    }
    assert defined == set(EVENT_TYPES)


def test_ids_are_uuids_of_version_7() -> None:
    for _ in range(200):
        value = UUID(uuid7())
        assert value.version == 7
        assert value.variant == RFC_4122


def test_ids_carry_the_time_they_were_made() -> None:
    before_ms = time.time_ns() // 1_000_000
    made_ms = UUID(uuid7()).int >> 80
    assert before_ms <= made_ms <= time.time_ns() // 1_000_000


def test_ids_sort_by_time_and_never_repeat() -> None:
    made = []
    for _ in range(20):
        made.append(uuid7())
        time.sleep(0.002)
    assert made == sorted(made)
    assert len({uuid7() for _ in range(10_000)}) == 10_000
