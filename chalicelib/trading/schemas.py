"""Changes of a dealer on the wire."""

from typing import Annotated, Any, Literal

from pydantic import Field

from chalicelib.dealers.rules import DealerState
from chalicelib.edge.wire import Id, LongText, Text, Wire

_BY_ADMIN = {"region", "state"}


class ChangeDealer(Wire):
    """What is to be different; what is left out stays. `reason` says why the state is a new one."""

    grade: Annotated[Id, Field(default_factory=str)]
    payment_days: Annotated[int, Field(strict=True, ge=0, le=3650, default_factory=int)]
    contract_list_id: Id | None = None
    contact_name: Annotated[Text, Field(default_factory=str)]
    phone: Annotated[Text, Field(default_factory=str)]
    address: Annotated[Text, Field(default_factory=str)]
    locale: Annotated[Literal["zh-CN", "en"], Field(default_factory=lambda: "en")]
    region: Annotated[Id, Field(default_factory=str)]
    state: Annotated[DealerState, Field(default_factory=lambda: DealerState.ACTIVE)]
    reason: LongText | None = None

    def changes(self) -> dict[str, Any]:
        """The fields that were sent, by their names."""
        return self.model_dump(mode="json", exclude_unset=True, exclude={"reason"})

    @property
    def needs_admin(self) -> bool:
        """Whether it changes what is not for sales to change."""
        return bool(_BY_ADMIN & self.model_fields_set)
