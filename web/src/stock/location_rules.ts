/** Where stock lies: a warehouse of the maker's, or what a dealer has itself. */
import type { Schemas, User } from "../api/schemas";

export type Location = Schemas["LocationOut"];
export type Level = Schemas["LevelOut"];

const OF_DEALER = "DEALER-";

/** Whether it is what a dealer has itself. */
export function isDealers(location: string): boolean {
  return location.startsWith(OF_DEALER);
}

/** What one may do at a location. */
export interface Rights {
  /** All figures; a dealer is told of a warehouse what is available alone. */
  readonly figures: boolean;
  readonly movements: boolean;
  readonly limits: boolean;
  readonly record: boolean;
}

/** The maker's people keep the warehouses; a dealer its own stock, of which nothing is brought in or counted by hand. */
export function rightsAt(
  location: string,
  { dealer_id, permissions }: Pick<User, "dealer_id" | "permissions">,
): Rights {
  const kept = (dealer_id !== null) === isDealers(location);
  const figures = dealer_id === null || kept;
  return {
    figures,
    movements: figures,
    limits: kept && permissions.includes("set_thresholds"),
    record: kept && dealer_id === null && permissions.includes("move_stock"),
  };
}

/** The order that a movement comes of; null where it comes of none: `shipment:D1-26110312-S2` -> `D1-26110312`. */
export function orderBehind(movementId: string): string | null {
  return /^(?:shipment:(.+)-S|receipt:(.+)-R)[0-9]+$/.exec(movementId)?.slice(1).find(Boolean) ?? null;
}

/** The return of which a movement tells: `return:ID`, `restock:ID`, `scrap:ID`. */
export function returnBehind(movementId: string): string | null {
  return /^(?:return|restock|scrap):(.+)$/.exec(movementId)?.[1] ?? null;
}
