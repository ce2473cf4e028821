"""Cognito: users, their groups and attributes, and signing in."""

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.aws.clients import client
from chalicelib.kernel.errors import Code, Conflict, Invalid, Unauthorized
from chalicelib.kernel.settings import settings

REFRESH_DAYS = 30

_NOT_SIGNED_IN = {"NotAuthorizedException", "UserNotFoundException", "UserNotConfirmedException",
                  "PasswordResetRequiredException", "InvalidParameterException"}  # fmt: skip
_NEVER_HAD_A_PASSWORD = "FORCE_CHANGE_PASSWORD"  # noqa: S105 - the name of a state
_OF_REACH = ("custom:dealer_id", "custom:regions")
"""The attributes that decide what one reaches."""


@dataclass(frozen=True)
class SignedIn:
    """What Cognito gives: the id token (15 minutes) and, on a first sign-in, the refresh token (30 days)."""

    id_token: str
    expires_in: int
    refresh_token: str | None


def create_user(email: str, name: str, group: str, attributes: dict[str, str]) -> str:
    """A user who has no password yet, in one group; returns Cognito's sub. The same again changes nothing.

    An address that belongs to a user with other attributes or of another group is 409 `duplicate`, unless that one
    never had a password: the making of such a user broke off, and they become the one who is wanted. 422 where
    Cognito takes the address for none.
    """
    given = {"email": email, "email_verified": "true", "name": name} | _custom(attributes)
    try:
        user = client("cognito-idp").admin_create_user(
            **_of_pool(email), MessageAction="SUPPRESS", UserAttributes=_as_list(given)
        )["User"]["Attributes"]
    except client("cognito-idp").exceptions.InvalidParameterException as error:
        raise Invalid.field("email", "is no address with which one can sign in") from error
    except client("cognito-idp").exceptions.UsernameExistsException:
        found = client("cognito-idp").admin_get_user(**_of_pool(email))
        user = found["UserAttributes"]
        _become(found, email, name, group, attributes)
    else:
        client("cognito-idp").admin_add_user_to_group(**_of_pool(email), GroupName=group)
    return next(str(item["Value"]) for item in user if item["Name"] == "sub")


def _become(found: dict[str, Any], email: str, name: str, group: str, attributes: dict[str, str]) -> None:
    """409 where the address belongs to somebody else: an invitation never changes who somebody is."""
    custom = {item["Name"]: item["Value"] for item in found["UserAttributes"] if item["Name"].startswith("custom:")}
    known = {name: value for name, value in custom.items() if value}
    if known == _custom(attributes) and _groups(email) <= {group}:
        client("cognito-idp").admin_add_user_to_group(**_of_pool(email), GroupName=group)
        return
    if found["UserStatus"] != _NEVER_HAD_A_PASSWORD:
        raise Conflict(Code.DUPLICATE, "Another user has this address.")
    _describe(email, name, group, attributes)


def _describe(email: str, name: str, group: str, attributes: dict[str, str]) -> None:
    """Sets a user's name, attributes and group; an attribute that is not given is blank, which removes it."""
    given = {"name": name} | dict.fromkeys(_OF_REACH, "") | _custom(attributes)
    client("cognito-idp").admin_update_user_attributes(**_of_pool(email), UserAttributes=_as_list(given))
    client("cognito-idp").admin_add_user_to_group(**_of_pool(email), GroupName=group)
    for former in _groups(email) - {group}:  # afterwards: who signs in at this moment has a role
        client("cognito-idp").admin_remove_user_from_group(**_of_pool(email), GroupName=former)


def _groups(email: str) -> set[str]:
    found = client("cognito-idp").admin_list_groups_for_user(**_of_pool(email))["Groups"]
    return {str(group["GroupName"]) for group in found}


def _custom(attributes: dict[str, str]) -> dict[str, str]:
    return {f"custom:{key}": value for key, value in attributes.items()}


def _as_list(attributes: dict[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in attributes.items()]


def _of_pool(email: str) -> dict[str, str]:
    return {"UserPoolId": settings().user_pool_id, "Username": email}


def follow(email: str, name: str, group: str, attributes: dict[str, str], *, active: bool) -> None:
    """Makes a user as they are wanted to be. One who is not active cannot sign in, and all their sessions end."""
    _describe(email, name, group, attributes)
    if active:
        client("cognito-idp").admin_enable_user(**_of_pool(email))
    else:
        client("cognito-idp").admin_disable_user(**_of_pool(email))
        end_sessions(email)


def end_sessions(email: str) -> None:
    """Ends every refresh token of a user; an id token works until its quarter of an hour is over."""
    client("cognito-idp").admin_user_global_sign_out(**_of_pool(email))


def set_password(email: str, password: str) -> None:
    """Sets a password for good; 422 where it is too weak for the pool's policy."""
    try:
        client("cognito-idp").admin_set_user_password(**_of_pool(email), Password=password, Permanent=True)
    except client("cognito-idp").exceptions.InvalidPasswordException as error:
        problem = "needs at least 10 characters with capitals, small letters and digits"
        raise Invalid.field("password", problem) from error


def sign_in(email: str, password: str) -> SignedIn:
    """Signs in; the same refusal for a wrong password, a disabled and an unknown user."""
    return _auth("USER_PASSWORD_AUTH", {"USERNAME": email, "PASSWORD": password})


def refresh(refresh_token: str) -> SignedIn:
    """A new id token for a refresh token that still counts."""
    return _auth("REFRESH_TOKEN_AUTH", {"REFRESH_TOKEN": refresh_token})


def sign_out(refresh_token: str) -> None:
    """Ends the refresh token everywhere; one that has ended already is fine."""
    try:
        access = _initiate("REFRESH_TOKEN_AUTH", {"REFRESH_TOKEN": refresh_token})["AccessToken"]
        client("cognito-idp").global_sign_out(AccessToken=access)
    except ClientError as error:
        if error.response["Error"]["Code"] not in _NOT_SIGNED_IN:
            raise


def _auth(flow: str, parameters: dict[str, str]) -> SignedIn:
    try:
        made = _initiate(flow, parameters)
    except ClientError as error:
        if error.response["Error"]["Code"] not in _NOT_SIGNED_IN:
            raise
        raise Unauthorized("The address or the password is not right.", Code.SIGN_IN_FAILED) from error
    return SignedIn(made["IdToken"], int(made["ExpiresIn"]), made.get("RefreshToken"))


def _initiate(flow: str, parameters: dict[str, str]) -> dict[str, Any]:
    answer = client("cognito-idp").initiate_auth(
        ClientId=settings().user_pool_client_id, AuthFlow=flow, AuthParameters=parameters
    )
    if "AuthenticationResult" not in answer:
        raise Unauthorized("The address or the password is not right.", Code.SIGN_IN_FAILED)
    return dict(answer["AuthenticationResult"])
