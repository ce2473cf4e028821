"""What may be said of people, and who must stay. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.kernel.errors import Code, Conflict, Invalid

_LONGEST_REGIONS = 1024
"""Characters that the user pool keeps of a person's regions."""


def check_regions(regions: Sequence[str], known: Sequence[str], *, needed: bool) -> None:
    """422 unless regions are named where the role is for some, and each of them is there; any other role has none."""
    unknown = sorted(set(regions) - set(known))
    if needed and not regions:
        raise Invalid.field("regions", "name at least one: the role is for some regions")
    if regions and not needed:
        raise Invalid.field("regions", "leave them out: the role is for all regions")
    if unknown:
        raise Invalid.field("regions", f"are no regions: {', '.join(unknown)}"[:200])
    if len(" ".join(regions)) > _LONGEST_REGIONS:
        raise Invalid.field("regions", "are too many")


def differences(stands: Mapping[str, Any], version: int, seen: int, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What of the changes is different from what stands; 409 `version_conflict` where that is not what was seen."""
    if version != seen:
        message = "It was changed meanwhile. Read it again and repeat."
        raise Conflict(Code.VERSION_CONFLICT, message, [{"version": version}])
    return {name: value for name, value in changes.items() if stands[name] != value}
