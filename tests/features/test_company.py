"""The policy, the regions and the staff, as they are stored."""

import boto3
import pytest

from chalicelib.company.commands import add_staff, save_policy, save_region
from chalicelib.company.queries import policy, region, regions, staff_with
from chalicelib.company.rules import Policy
from chalicelib.edge.principal import Role
from chalicelib.kernel.errors import Conflict, Invalid, NotFound
from tests.world.cloud import Cloud
from tests.world.table import everything


def test_the_policy_has_defaults_until_it_is_set(aws: Cloud) -> None:
    assert policy() == Policy()
    save_policy(arrival_cutoff_days=5)
    save_policy(grades=["gold", "silver"])
    assert policy() == Policy(arrival_cutoff_days=5, grades=("gold", "silver"))


def test_a_wrong_setting_changes_nothing(aws: Cloud) -> None:
    with pytest.raises(Invalid) as refused:
        save_policy(arrival_cutoff_days=-1)
    assert refused.value.details[0]["field"] == "arrival_cutoff_days"
    assert everything("company") == []


def test_regions_are_made_once_and_renamed(aws: Cloud) -> None:
    save_region("north", "华北", "WH-NORTH")
    save_region("east", "华东", "WH-EAST")
    before = everything("company")
    save_region("east", "华东", "WH-EAST")
    assert everything("company") == before
    save_region("east", "East", "WH-EAST")
    assert [(one.region_id, one.name) for one in regions()] == [("east", "East"), ("north", "华北")]
    assert region("east").warehouse_id == "WH-EAST"
    with pytest.raises(NotFound):
        region("south")


def test_staff_are_made_once_with_their_cognito_user(aws: Cloud) -> None:
    made = add_staff("wang@maker.example.com", "王芳", Role.REGIONAL_MANAGER, ["east"], "zh-CN")
    before = everything("company")
    assert add_staff("wang@maker.example.com", "王芳", Role.REGIONAL_MANAGER, ["east"], "zh-CN").user_id == made.user_id
    assert everything("company") == before
    users = boto3.client("cognito-idp")
    user = users.admin_get_user(UserPoolId=aws.user_pool_id, Username="wang@maker.example.com")
    attributes = {item["Name"]: item["Value"] for item in user["UserAttributes"]}
    assert (attributes["sub"], attributes["custom:regions"]) == (made.user_id, "east")
    groups = users.admin_list_groups_for_user(UserPoolId=aws.user_pool_id, Username="wang@maker.example.com")["Groups"]
    assert [group["GroupName"] for group in groups] == ["regional_manager"]


def test_one_address_has_one_role(aws: Cloud) -> None:
    add_staff("wang@maker.example.com", "王芳", Role.SALES, ["east"], "zh-CN")
    before = everything("company")
    with pytest.raises(Conflict) as refused:
        add_staff("wang@maker.example.com", "王芳", Role.FINANCE, [], "zh-CN")
    assert (refused.value.code, refused.value.details[0]["field"]) == ("duplicate", "email")
    assert everything("company") == before


def test_a_dealers_role_is_none_of_the_staff(aws: Cloud) -> None:
    with pytest.raises(Invalid):
        add_staff("wang@maker.example.com", "王芳", Role.DEALER_OWNER, [], "zh-CN")
    assert everything("company") == []


def test_staff_are_found_by_role_and_region(aws: Cloud) -> None:
    add_staff("east@maker.example.com", "East", Role.SALES, ["east", "north"], "en")
    add_staff("south@maker.example.com", "South", Role.SALES, ["south"], "en")
    add_staff("all@maker.example.com", "All", Role.SALES, [], "en")
    add_staff("finance@maker.example.com", "Money", Role.FINANCE, [], "en")
    assert sorted(one.name for one in staff_with(Role.SALES)) == ["All", "East", "South"]
    assert sorted(one.name for one in staff_with(Role.SALES, "north")) == ["All", "East"]
    assert [one.name for one in staff_with(Role.FINANCE, "north")] == ["Money"]
