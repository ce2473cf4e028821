"""The maker's people: who they are, and how they act."""

from dataclasses import dataclass

from chalicelib.aws import identity
from chalicelib.company.commands import add_staff
from chalicelib.edge.principal import Principal, Role

PASSWORD = "Qudao-demo-2026"  # noqa: S105 - of demo users on one machine, printed for whoever tries them


@dataclass(frozen=True)
class Person:
    """A member of staff to be."""

    email: str
    name: str
    role: Role
    regions: tuple[str, ...] = ()
    locale: str = "zh-CN"


PEOPLE = {
    "admin": Person("admin@qudao.example.com", "周敏", Role.ADMIN),
    "east": Person("east@qudao.example.com", "王芳", Role.REGIONAL_MANAGER, ("east",)),
    "north": Person("north@qudao.example.com", "赵磊", Role.REGIONAL_MANAGER, ("north",)),
    "south": Person("south@qudao.example.com", "黄志远", Role.REGIONAL_MANAGER, ("south",)),
    "sales": Person("sales@qudao.example.com", "陈静", Role.SALES, ("east", "north", "south")),
    "finance": Person("finance@qudao.example.com", "刘洋", Role.FINANCE),
    "finance2": Person("finance2@qudao.example.com", "Grace Lin", Role.FINANCE, locale="en"),
    "warehouse": Person("warehouse@qudao.example.com", "孙强", Role.WAREHOUSE),
    "warehouse2": Person("warehouse2@qudao.example.com", "郑凯", Role.WAREHOUSE),
    "support": Person("support@qudao.example.com", "林晓雯", Role.SUPPORT),
    "auditor": Person("auditor@qudao.example.com", "吴桐", Role.AUDITOR),
}


def hire() -> dict[str, Principal]:
    """Makes everybody, with the demo password; each as they act."""
    return {key: _hire(person) for key, person in PEOPLE.items()}


def _hire(person: Person) -> Principal:
    made = add_staff(person.email, person.name, person.role, person.regions, person.locale)
    identity.set_password(person.email, PASSWORD)
    return Principal(made.user_id, made.email, made.name, frozenset({person.role}), None, frozenset(person.regions))
