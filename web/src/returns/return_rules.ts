/** What may be done with a return, by whom, and in which state: as the API decides, so that pages leave out the rest. */
import type { Permission, Schemas, User } from "../api/schemas";
import { readWhole } from "../kernel/money";
import type { Tone } from "../ui/badge";

export type Return = Schemas["ReturnDetail"];
export type ReturnState = Schemas["ReturnState"];
export type ReturnLine = Schemas["ReturnLineOut"];
export type Credit = Schemas["CreditOut"];

/** All states, in the order in which the queue offers them: first what somebody has to act on. */
export const STATES: readonly ReturnState[] = [
  "requested",
  "approved",
  "received",
  "credited",
  "rejected",
  "withdrawn",
];

/** A state as an address names it; undefined where it names none. */
export function stateNamed(text: string | undefined): ReturnState | undefined {
  return STATES.find((state) => state === text);
}

/** How a state looks: whether somebody has to act, whether it went well. */
export const TONES: Readonly<Record<ReturnState, Tone>> = {
  requested: "warn",
  approved: "accent",
  received: "accent",
  credited: "good",
  rejected: "bad",
  withdrawn: "plain",
};

const OPEN: ReadonlySet<ReturnState> = new Set(["requested", "approved", "received"]);
const OPEN_EVERY = 15_000;

/** How often an open return is read anew, in milliseconds; false once nothing more becomes of it. */
export function readAgainAfter(found: Pick<Return, "state"> | undefined): number | false {
  return found && OPEN.has(found.state) ? OPEN_EVERY : false;
}

export type Action = "withdraw" | "approve" | "reject" | "receive" | "inspect" | "credit";

/** What a user may do with a return now. */
export function actionsOn({ state, inspected_at }: Pick<Return, "state" | "inspected_at">, user: User): Set<Action> {
  const may = (permission: Permission): boolean => user.permissions.includes(permission);
  const arrived = state === "received" || state === "credited";
  const allowed: Readonly<Record<Action, boolean>> = {
    withdraw: may("request_returns") && state === "requested",
    approve: may("handle_returns") && state === "requested",
    reject: may("handle_returns") && (state === "requested" || state === "approved"),
    receive: may("take_returns") && state === "approved",
    inspect: may("take_returns") && arrived && inspected_at === null,
    credit: may("credit_returns") && state === "received",
  };
  return new Set((Object.keys(allowed) as Action[]).filter((action) => allowed[action]));
}

/** The queue with which one of the staff begins: what waits for the sales, else for the warehouse, else for finance. */
export function firstQueue({ permissions }: Pick<User, "permissions">): ReturnState {
  if (permissions.includes("handle_returns")) return "requested";
  if (permissions.includes("take_returns")) return "approved";
  return permissions.includes("credit_returns") ? "received" : "requested";
}

/** Pieces by line as they are typed. */
export type Typed = Readonly<Record<number, string>>;

export interface Read {
  readonly pieces: ReadonlyMap<number, number>;
  /** Lines whose text is no whole number, or more than there is. */
  readonly wrong: ReadonlySet<number>;
  readonly total: number;
}

/** Reads pieces by line, at most `most` of each; an empty field is none. */
export function readPieces(lines: readonly { readonly line: number; readonly most: number }[], typed: Typed): Read {
  const pieces = new Map<number, number>();
  const wrong = new Set<number>();
  for (const { line, most } of lines) {
    const said = (typed[line] ?? "").trim();
    const read = said === "" ? 0 : readWhole(said);
    if (read === null || read > most) wrong.add(line);
    else pieces.set(line, read);
  }
  return { pieces, wrong, total: [...pieces.values()].reduce((sum, each) => sum + each, 0) };
}

/** As the API takes them: each line of which there are pieces. */
export function asParts(pieces: ReadonlyMap<number, number>): { line: number; quantity: number }[] {
  return [...pieces].filter(([, quantity]) => quantity > 0).map(([line, quantity]) => ({ line, quantity }));
}
