"""The maker's policy, and the rules of dealers and first passwords that are pure."""

from typing import Any

import pytest

from chalicelib.access.rules import check_password
from chalicelib.company.rules import BOUNDS, Policy
from chalicelib.company.schemas import ChangeSettings
from chalicelib.dealers.rules import LIFECYCLE, dealer_of
from chalicelib.kernel.errors import Invalid


def test_a_policy_is_stored_and_read_as_it_was() -> None:
    changed = Policy().with_changes({"grades": ["gold", "silver"], "arrival_cutoff_days": 5})
    assert (changed.grades, changed.arrival_cutoff_days, changed.invitation_days) == (("gold", "silver"), 5, 14)
    assert Policy.of(changed.as_fields()) == changed


def test_a_setting_that_is_no_more_is_passed_over() -> None:
    assert Policy.of({"abolished": 1}) == Policy()


@pytest.mark.parametrize(
    "changes",
    [{"no_such_setting": 1}, {"invitation_days": -1}, {"invitation_days": "14"}, {"invitation_days": True},
     {"grades": []}, {"grades": ["A", ""]}, {"grades": "ABC"}],
)  # fmt: skip
def test_a_wrong_setting_is_named(changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        Policy().with_changes(changes)
    assert [detail["field"] for detail in refused.value.details] == list(changes)


def test_every_setting_can_be_set_and_its_default_lies_within_its_bounds() -> None:
    defaults = Policy().as_fields()
    assert list(BOUNDS) == list(defaults) == list(ChangeSettings.model_fields)
    assert {name: BOUNDS[name].problem(value) for name, value in defaults.items()} == dict.fromkeys(defaults)
    assert {str(bounds.kind) for name, bounds in BOUNDS.items() if name.endswith("_seconds")} == {"seconds"}
    assert {str(bounds.kind) for name, bounds in BOUNDS.items() if name.endswith("_days")} == {"days"}


@pytest.mark.parametrize("password", ["", "Short1", "alllowercase1", "ALLCAPITALS1", "NoDigitsAtAll", "Aa1" * 34])
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_password(password)
    assert refused.value.details[0]["field"] == "password"


def test_a_good_password_passes() -> None:
    check_password("Start12345")


def test_a_documents_id_names_its_dealer() -> None:
    assert dealer_of("D7K3M9QX2-261103091500ABC-S1") == "D7K3M9QX2"
    assert dealer_of("D7K3M9QX2") == "D7K3M9QX2"


def test_every_state_of_a_dealer_can_be_reached() -> None:
    assert LIFECYCLE.unreachable() == set()
