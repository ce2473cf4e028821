/** Where one can go: the pages of each side, in the order of the menu, as far as the permissions reach. */
import type { LinkProps } from "@tanstack/react-router";
import type { ParseKeys } from "i18next";
import type { Permission, User } from "../api/schemas";
import { isDealer, may } from "../kernel/permissions";
import type { IconName } from "../ui/icon";
import { BasketCount } from "../basket/basket_count";
import { UnreadCount } from "../messages/unread";

export interface Place {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly words: ParseKeys;
  readonly icon: IconName;
  readonly needs?: Permission;
  /** How much waits there, beside its name. */
  readonly count?: (props: { readonly className: string | undefined }) => React.ReactElement | null;
}

const HOME: Place = { to: "/", words: "nav.home", icon: "home" };

const OF_DEALERS: readonly Place[] = [
  HOME,
  { to: "/catalog", words: "nav.catalog", icon: "catalog", needs: "read_catalog" },
  { to: "/basket", words: "nav.basket", icon: "basket", needs: "place_orders", count: BasketCount },
  { to: "/orders", words: "nav.orders", icon: "orders", needs: "read_orders" },
  { to: "/returns", words: "nav.returns", icon: "returns", needs: "read_returns" },
  { to: "/promotions", words: "nav.promotions", icon: "promotions", needs: "read_promotions" },
  { to: "/stock", words: "nav.stock", icon: "stock", needs: "read_stock" },
  { to: "/rebates", words: "nav.rebates", icon: "rebates", needs: "read_rebates" },
  { to: "/wallet", words: "nav.wallet", icon: "wallet", needs: "read_accounts" },
  { to: "/account", words: "nav.account", icon: "account", needs: "read_accounts" },
  { to: "/statements", words: "nav.statements", icon: "statements", needs: "read_statements" },
  { to: "/messages", words: "nav.messages", icon: "messages", needs: "read_messages", count: UnreadCount },
  { to: "/company", words: "nav.company", icon: "company" },
];

const OF_STAFF: readonly Place[] = [
  HOME,
  { to: "/decisions", words: "nav.decisions", icon: "decisions", needs: "decide" },
  { to: "/cases", words: "nav.cases", icon: "registrations", needs: "read_cases" },
  { to: "/dealers", words: "nav.dealers", icon: "dealers", needs: "read_dealers" },
  { to: "/orders", words: "nav.orders", icon: "orders", needs: "read_orders" },
  { to: "/returns", words: "nav.returns", icon: "returns", needs: "read_returns" },
  { to: "/stock", words: "nav.stock", icon: "stock", needs: "read_stock" },
  { to: "/products", words: "nav.products", icon: "catalog", needs: "read_products" },
  { to: "/price-lists", words: "nav.price_lists", icon: "prices", needs: "read_price_lists" },
  { to: "/promotions", words: "nav.promotions", icon: "promotions", needs: "read_promotions" },
  { to: "/programs", words: "nav.programs", icon: "programs", needs: "read_programs" },
  { to: "/settlements", words: "nav.settlements", icon: "settlements", needs: "read_settlements" },
  { to: "/accounts", words: "nav.accounts", icon: "account", needs: "read_accounts" },
  { to: "/bank-files", words: "nav.bank_files", icon: "bank", needs: "read_bank_lines" },
  { to: "/account-changes", words: "nav.account_changes", icon: "changes", needs: "read_bank_lines" },
  { to: "/openings", words: "nav.openings", icon: "openings", needs: "load_openings" },
  { to: "/payouts", words: "nav.payouts", icon: "wallet", needs: "read_bank_lines" },
  { to: "/statements", words: "nav.statements", icon: "statements", needs: "read_statements" },
  { to: "/threads", words: "nav.threads", icon: "threads", needs: "read_threads" },
  { to: "/staff", words: "nav.staff", icon: "people", needs: "read_staff" },
  { to: "/settings", words: "nav.settings", icon: "settings", needs: "read_settings" },
  { to: "/audit", words: "nav.audit", icon: "audit", needs: "read_audit" },
  { to: "/verification", words: "nav.verification", icon: "books", needs: "read_verifications" },
];

/** Everything that a user may open. */
export function placesOf(user: User): readonly Place[] {
  return (isDealer(user) ? OF_DEALERS : OF_STAFF).filter(({ needs }) => needs === undefined || may(user, needs));
}

/** Of these a dealer has the first four at the foot of a phone's screen. */
export const AT_THE_FOOT = 4;
