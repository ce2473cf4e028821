/** Entries of an account: what each is, and the document that it is about. */
import { type Child, h, type Words } from "./dom";
import { named, t } from "./i18n";
import { day, money, period } from "./show";
import { type Column, twoLines } from "./table";
import type { Entry } from "./wire_dealer";

/** `shipment:ORDER-S1` -> `shipment`. */
export function kindOf({ cause }: Pick<Entry, "cause">): string {
  return cause.split(":")[0] ?? "";
}

/** The address of the order that a shipment belongs to. */
export function orderOf(shipmentId: string): string {
  return `#/orders/${encodeURIComponent(shipmentId.replace(/-S[0-9]+$/, ""))}`;
}

/** What an entry is, in words. */
export function entryWords(entry: Entry): Words {
  if (!entry.rebate) return named("entry", kindOf(entry));
  return t("entry.rebate_of", { program: entry.rebate.program_name, period: period(entry.rebate.program_period) });
}

/** The columns of a table of entries. */
export const ENTRY_COLUMNS: readonly Column<Entry>[] = [
  { label: t("entry.what"), look: "name", cell: (entry) => twoLines(entryWords(entry), earlier(entry)) },
  { label: t("entry.day"), look: "day", cell: (entry) => day(entry.day) },
  { label: t("entry.document"), cell: documentOf },
  { label: t("entry.amount"), look: "figure", cell: (entry) => money(entry.amount) },
];

function documentOf(entry: Entry): Child {
  const { document_id } = entry;
  const kind = kindOf(entry);
  if (kind === "shipment") return h("a", { href: orderOf(document_id) }, document_id);
  return kind === "rebate" ? h("a", { href: "#/rebates" }, document_id) : document_id;
}

/** Of a rebate of which a part was posted earlier: how the amount comes about. */
function earlier({ rebate }: Entry): Child {
  if (!rebate || /^-?0+\.0+$/.test(rebate.posted_earlier)) return null;
  return t("entry.rebate_earlier", { total: money(rebate.total), earlier: money(rebate.posted_earlier) });
}
