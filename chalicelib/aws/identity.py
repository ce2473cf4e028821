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


@dataclass(frozen=True)
class SignedIn:
    """What Cognito gives: the id token (15 minutes) and, on a first sign-in, the refresh token (30 days)."""

    id_token: str
    expires_in: int
    refresh_token: str | None


def create_user(email: str, name: str, group: str, attributes: dict[str, str]) -> str:
    """A user who has no password yet, in one group; returns Cognito's sub. The same again changes nothing.

    An address that belongs to a user with other attributes is 409 `duplicate`.
    """
    pool = settings().user_pool_id
    given = {"email": email, "email_verified": "true", "name": name} | {
        f"custom:{key}": value for key, value in attributes.items()
    }
    try:
        user = client("cognito-idp").admin_create_user(
            UserPoolId=pool,
            Username=email,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": key, "Value": value} for key, value in given.items()],
        )["User"]["Attributes"]
    except client("cognito-idp").exceptions.UsernameExistsException:
        user = client("cognito-idp").admin_get_user(UserPoolId=pool, Username=email)["UserAttributes"]
        _must_be_the_same(user, attributes)
    client("cognito-idp").admin_add_user_to_group(UserPoolId=pool, Username=email, GroupName=group)
    return next(str(item["Value"]) for item in user if item["Name"] == "sub")


def _must_be_the_same(user: list[dict[str, str]], attributes: dict[str, str]) -> None:
    """409 where the address belongs to somebody else: an invitation never changes who somebody is."""
    known = {item["Name"]: item["Value"] for item in user if item["Name"].startswith("custom:")}
    if known != {f"custom:{key}": value for key, value in attributes.items()}:
        raise Conflict(Code.DUPLICATE, "Another user has this address.")


def set_password(email: str, password: str) -> None:
    """Sets a password for good; 422 where it is too weak for the pool's policy."""
    try:
        client("cognito-idp").admin_set_user_password(
            UserPoolId=settings().user_pool_id, Username=email, Password=password, Permanent=True
        )
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
