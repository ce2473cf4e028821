"""kernel/context.py: who acts is known inside, and only inside."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.kernel.context import NOBODY, Caller, acting, caller

ANN = Caller("ann", "203.0.113.7", "r-1")
TASK = Caller("task:feed", "lambda", "r-2")


def test_nobody_acts_by_itself() -> None:
    assert caller() == NOBODY


def test_the_one_who_acts_is_known_inside_and_forgotten_outside() -> None:
    with acting(ANN):
        assert caller() == ANN
        with acting(TASK):
            assert caller() == TASK
        assert caller() == ANN
    assert caller() == NOBODY


def test_a_failure_ends_it_too() -> None:
    with pytest.raises(ZeroDivisionError), acting(ANN):
        _ = 1 / 0
    assert caller() == NOBODY


def test_another_thread_does_not_see_it() -> None:
    with acting(ANN), ThreadPoolExecutor(1) as threads:
        assert threads.submit(caller).result() == NOBODY
