"""Sessions and invitations on the wire."""

import base64
import json
from typing import Annotated, Literal, Self

from pydantic import StringConstraints

from chalicelib.access.records import InvitationRecord
from chalicelib.access.rules import Purpose
from chalicelib.aws.identity import SignedIn
from chalicelib.edge.permissions import Permission, permissions_of
from chalicelib.edge.principal import Principal, Role
from chalicelib.edge.wire import Email, Instant, Wire

Password = Annotated[str, StringConstraints(min_length=1, max_length=256)]


class SignIn(Wire):
    email: Email
    password: Password


class MeOut(Wire):
    """The signed-in user, and what the roles allow. `regions`: where staff of regions may do it."""

    user_id: str
    email: str
    name: str
    roles: list[Role]
    dealer_id: str | None
    permissions: list[Permission]
    regions: list[str]

    @classmethod
    def of(cls, principal: Principal) -> Self:
        return cls(
            user_id=principal.user_id,
            email=principal.email,
            name=principal.name,
            roles=sorted(principal.roles),
            dealer_id=principal.dealer_id,
            permissions=sorted(permissions_of(principal)),
            regions=sorted(principal.regions),
        )


class SessionOut(Wire):
    """An id token for the header `Authorization`, how many seconds it works, and whose it is."""

    id_token: str
    expires_in: int
    user: MeOut

    @classmethod
    def of(cls, signed_in: SignedIn) -> Self:
        """From what Cognito gave this moment: its token's claims need no second check."""
        payload = signed_in.id_token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        claims["cognito:groups"] = " ".join(claims.get("cognito:groups", []))
        user = MeOut.of(Principal.of_claims(claims))
        return cls(id_token=signed_in.id_token, expires_in=signed_in.expires_in, user=user)


class Forgotten(Wire):
    """Whose password was forgotten. The mail is in `locale`, else in the language that the user is known to read."""

    email: Email
    locale: Literal["zh-CN", "en"] | None = None


class InvitationOut(Wire):
    """Who is to set a password: the first one (`welcome`), or a new one since it was forgotten (`reset`)."""

    email: str
    name: str
    purpose: Purpose
    ends_at: Instant

    @classmethod
    def of(cls, record: InvitationRecord) -> Self:
        return cls(email=record.email, name=record.name, purpose=Purpose(record.purpose), ends_at=record.ends_at)


class NewPassword(Wire):
    password: Password
