/** Who may do what: the API says it with the session, and decides itself each time; pages only leave out what is closed. */
import { useSession } from "../api/session";
import type { Permission, User } from "../api/schemas";

/** Whether a user has a permission. */
export function may(user: User | null, permission: Permission): boolean {
  return user?.permissions.includes(permission) ?? false;
}

/** Asks of whoever is signed in: `const may = useMay(); may("ship_orders")`. */
export function useMay(): (permission: Permission) => boolean {
  const { user } = useSession();
  return (permission) => may(user, permission);
}

/** Whether somebody acts for a dealer. */
export function isDealer(user: User): boolean {
  return user.dealer_id !== null;
}
