/** A person as the forms hold them, and the bodies that the API takes. */
import type { Schemas } from "../api/schemas";

type Role = Schemas["Role"];

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly regions: readonly string[];
  readonly locale: "zh-CN" | "en";
}

export type PersonPart = "name" | "email" | "regions";

const EMAIL = /^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;

export const STAFF_ROLES = [
  "sales",
  "regional_manager",
  "finance",
  "warehouse",
  "support",
  "auditor",
  "admin",
] as const satisfies readonly Role[];
export const USER_ROLES = ["dealer_buyer", "dealer_accountant", "dealer_owner"] as const satisfies readonly Role[];

/** Whether a role is for some regions. */
export function isRegional(role: Role): boolean {
  return role === "sales" || role === "regional_manager";
}

/** What of a person cannot be sent as it is. */
export function wrongInPerson({ name, email, role, regions }: Person): readonly PersonPart[] {
  const wrong: PersonPart[] = [];
  if (name.trim() === "") wrong.push("name");
  if (!EMAIL.test(email.trim())) wrong.push("email");
  if (isRegional(role) && regions.length === 0) wrong.push("regions");
  return wrong;
}

/** The fields of a person that differ from what stands. */
export function changedFields<Field extends "name" | "role" | "regions" | "locale">(
  stood: Pick<Person, Field>,
  person: Pick<Person, Field>,
  fields: readonly Field[],
): Partial<Pick<Person, Field>> {
  const changed: Partial<Pick<Person, Field>> = {};
  for (const field of fields) {
    if (JSON.stringify(stood[field]) !== JSON.stringify(person[field])) changed[field] = person[field];
  }
  return changed;
}
