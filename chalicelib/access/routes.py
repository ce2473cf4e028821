"""HTTP of this feature."""

from http.cookies import CookieError, SimpleCookie

from chalice.app import Blueprint

from chalicelib.access import commands
from chalicelib.access.queries import invitation
from chalicelib.access.schemas import Forgotten, InvitationOut, MeOut, NewPassword, SessionOut, SignIn
from chalicelib.aws import identity
from chalicelib.edge.endpoint import Answer, Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.kernel.errors import Unauthorized

routes = Blueprint(__name__)

_SECRET_HEADER = "X-Invitation-Secret"  # noqa: S105 - the header's name
_COOKIE = "refresh"
_SECONDS_A_DAY = 86_400


def _cookie(refresh_token: str, seconds: int) -> dict[str, str]:
    """The refresh token goes where no script reads it: sent to the session's own paths alone, from our site alone."""
    given = f"{_COOKIE}={refresh_token}; Path=/api/session; HttpOnly; Secure; SameSite=Strict; Max-Age={seconds}"
    return {"Set-Cookie": given}


def _refresh_token(call: Call) -> str | None:
    try:
        found = SimpleCookie(call.headers.get("cookie", "")).get(_COOKIE)
    except CookieError:
        return None
    return found.value if found and found.value else None


@endpoint(routes, "POST /session", scope=Scope.PUBLIC, answers=SessionOut, sets_cookie=_COOKIE)
def sign_in(call: Call, body: SignIn) -> Answer:  # noqa: ARG001 - of the shape of a view
    """Signs in with address and password; the refresh token is set as an HttpOnly cookie."""
    signed_in = identity.sign_in(body.email, body.password)
    cookie = _cookie(signed_in.refresh_token or "", identity.REFRESH_DAYS * _SECONDS_A_DAY)
    return Answer(SessionOut.of(signed_in), cookie)


@endpoint(routes, "POST /session/refresh", scope=Scope.PUBLIC, answers=SessionOut, reads_cookie=_COOKIE)
def refresh_session(call: Call) -> SessionOut:
    """A new id token for the cookie's refresh token; 401 where it has ended."""
    token = _refresh_token(call)
    if token is None:
        raise Unauthorized
    return SessionOut.of(identity.refresh(token))


@endpoint(routes, "DELETE /session", scope=Scope.PUBLIC, reads_cookie=_COOKIE, sets_cookie=_COOKIE)
def sign_out(call: Call) -> Answer:
    """Signs out everywhere and clears the cookie; nothing happens where nobody is signed in."""
    token = _refresh_token(call)
    if token is not None:
        identity.sign_out(token)
    return Answer(None, _cookie("", 0))


@endpoint(routes, "GET /me", permission=Permission.READ_SELF, scope=Scope.OWN, answers=MeOut)
def read_me(call: Call) -> MeOut:
    """Who is signed in, in which roles."""
    return MeOut.of(call.user)


@endpoint(routes, "POST /session/forgotten", scope=Scope.PUBLIC)
def forgot_password(call: Call, body: Forgotten) -> None:  # noqa: ARG001 - of the shape of a view
    """Mails a link for a new password, if the address is an active user's; the answer is the same if it is not."""
    commands.forgot_password(body.email, body.locale)


@endpoint(routes, "GET /invitation", scope=Scope.SECRET, answers=InvitationOut, secret_header=_SECRET_HEADER)
def show_invitation(call: Call) -> InvitationOut:
    """Whose password the mailed link sets; reading it changes nothing."""
    return InvitationOut.of(invitation(call.secret))


@endpoint(routes, "POST /invitation", scope=Scope.SECRET, secret_header=_SECRET_HEADER)
def accept_invitation(call: Call, body: NewPassword) -> None:
    """Sets the password, once: a second time is 409 `link_used`. All sessions of the user end."""
    commands.set_password(call.secret, body.password)
