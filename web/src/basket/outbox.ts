/**
 * Placing an order once, whatever happens to the line, the page and the answers on the way.
 *
 * What is to be ordered is written down with its keys before anything is sent, and stays until there is an answer. The
 * same draft is asked for by the same key, and of one draft only one order can come; so it may be sent as often as one
 * likes. What no answer tells is looked up at the order itself.
 */
import type { Schemas } from "../api/schemas";
import { ApiError, type ErrorCode } from "../kernel/errors";
import { sameLines, without, type Basket, type Line, type Outcome, type Placing } from "./basket";

type Order = Pick<Schemas["OrderOut"], "order_id" | "state">;

/** What the API does with an order. Each may fail with an `ApiError`. */
export interface Shop {
  readonly draft: (lines: readonly Line[], key: string, declined: readonly string[]) => Promise<Order>;
  readonly submit: (
    orderId: string,
    total: string,
    review: boolean,
    key: string,
    free: FreeGoods,
    redeem: string,
  ) => Promise<Order>;
  readonly look: (orderId: string) => Promise<Order>;
}

/** What was seen of free goods: how many pieces, and which SKUs one does without. */
export interface FreeGoods {
  readonly pieces: number;
  readonly declined: readonly string[];
}

/** Where the basket lies. `alone` lets one piece of work run at a time, in all windows. */
export interface Shelf {
  readonly read: () => Basket;
  readonly write: (change: (basket: Basket) => Basket) => void;
  readonly alone: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** What somebody saw and wants to order. */
export interface Wish {
  readonly lines: readonly Line[];
  readonly total: string;
  readonly nets: Readonly<Record<string, string>>;
  readonly review: boolean;
  readonly declined: readonly string[];
  readonly freePieces: number;
  readonly redeem: string;
}

export interface Outbox {
  /**
   * Orders what was seen. While an earlier order has no answer yet, that one is sent again and no other. Null: the
   * basket is no longer what was seen, and nothing was ordered.
   */
  readonly place: (wish: Wish) => Promise<Placing | null>;
  /** Sends what waits; null where nothing does. */
  readonly send: () => Promise<Placing | null>;
  /** Takes back what waits. `late`: it was sent, and may still arrive. */
  readonly withdraw: () => Promise<"gone" | "late">;
  /** That it was ordered was seen. */
  readonly putAway: () => void;
}

/** An answer to what was sent takes no longer than this. */
export const SURELY_ANSWERED = 60_000;
const SENT_AGAIN = new Set<ErrorCode>(["offline", "internal", "too_many", "unauthorized", "version_conflict"]);
const LOOKED_UP = new Set<ErrorCode>(["wrong_state", "idempotency_key_reused", "busy"]);
/** After these the same draft may be ordered still. */
const ORDERED_AGAIN = new Set<ErrorCode>([
  "quote_changed",
  "insufficient_stock",
  "insufficient_credit",
  "insufficient_wallet",
  "dealer_not_active",
]);
const NEVER_ORDERED = new Set<Order["state"]>(["draft", "cancelled", "rejected", "expired"]);

interface Surroundings {
  readonly user: string;
  readonly shelf: Shelf;
  readonly shop: Shop;
  readonly freshKey: () => string;
  readonly now: () => number;
}

export function outbox({ user, shelf, shop, freshKey, now }: Surroundings): Outbox {
  const waiting = (): Placing | null => {
    const placing = shelf.read().placings[user] ?? null;
    return placing?.outcome === null ? placing : null;
  };

  const keepIt = (placing: Placing, lines?: readonly Line[]): Placing => {
    shelf.write((basket) => ({
      lines: lines ? without(basket.lines, lines) : basket.lines,
      declined: lines ? [] : basket.declined,
      placings: { ...basket.placings, [user]: placing },
    }));
    return placing;
  };

  const forget = (): void => {
    shelf.write((basket) => ({
      ...basket,
      placings: Object.fromEntries(Object.entries(basket.placings).filter(([whose]) => whose !== user)),
    }));
  };

  /** What was ordered leaves the basket in the same write that says so. */
  const settle = (placing: Placing, outcome: Outcome): Placing =>
    keepIt({ ...placing, trouble: null, outcome }, outcome.kind === "ordered" ? placing.lines : undefined);

  const sendNow = async (): Promise<Placing | null> => {
    let placing = waiting();
    if (!placing) return null;
    try {
      if (placing.orderId === null) {
        const { order_id } = await shop.draft(placing.lines, placing.draftKey, placing.declined);
        placing = keepIt({ ...placing, orderId: order_id });
      }
      const orderId = placing.orderId ?? "";
      placing = keepIt({ ...placing, sentAt: now() });
      const free = { pieces: placing.freePieces, declined: placing.declined };
      const { total, review, submitKey, redeem } = placing;
      const { state } = await shop.submit(orderId, total, review, submitKey, free, redeem);
      return settle(placing, { kind: "ordered", orderId, state });
    } catch (error) {
      if (error instanceof ApiError) return afterRefusal(placing, error);
      throw error;
    }
  };

  const afterRefusal = async (placing: Placing, { code, details }: ApiError): Promise<Placing> => {
    if (SENT_AGAIN.has(code)) return keepIt({ ...placing, trouble: code });
    if (!LOOKED_UP.has(code)) return settle(placing, { kind: "refused", code, details });
    if (placing.orderId === null) {
      return code === "busy"
        ? keepIt({ ...placing, trouble: code })
        : settle(placing, { kind: "refused", code, details });
    }
    try {
      const { state } = await shop.look(placing.orderId);
      if (code === "busy" && (state === "reserving" || state === "draft")) return keepIt({ ...placing, trouble: code });
      if (NEVER_ORDERED.has(state)) return settle(placing, { kind: "refused", code: "wrong_state", details });
      return settle(placing, { kind: "ordered", orderId: placing.orderId, state });
    } catch (error) {
      if (error instanceof ApiError) return keepIt({ ...placing, trouble: error.code });
      throw error;
    }
  };

  return {
    place: (wish) =>
      shelf.alone(async () => {
        if (!waiting()) {
          const { lines, placings } = shelf.read();
          if (!sameLines(lines, wish.lines)) return null;
          keepIt(begun(wish, placings[user] ?? null, freshKey));
        }
        return sendNow();
      }),
    send: () => shelf.alone(sendNow),
    withdraw: () =>
      shelf.alone(async () => {
        const placing = waiting();
        if (placing?.orderId != null && placing.sentAt !== null) {
          if (now() - placing.sentAt < SURELY_ANSWERED) return "late";
          const { state } = await shop.look(placing.orderId);
          if (state === "reserving") return "late";
          if (!NEVER_ORDERED.has(state)) {
            settle(placing, { kind: "ordered", orderId: placing.orderId, state });
            return "gone";
          }
        }
        if (placing) forget();
        return "gone";
      }),
    putAway: () => {
      if (shelf.read().placings[user]?.outcome?.kind === "ordered") forget();
    },
  };
}

/** A new order; where the last one of the same lines was refused, its draft is ordered at what is seen now. */
function begun(
  { lines, total, nets, review, declined, freePieces, redeem }: Wish,
  last: Placing | null,
  freshKey: () => string,
): Placing {
  const refused = last?.outcome?.kind === "refused" && ORDERED_AGAIN.has(last.outcome.code);
  const again = refused && sameLines(last.lines, lines);
  return {
    lines,
    total,
    nets,
    review,
    declined,
    freePieces,
    redeem,
    draftKey: again ? last.draftKey : freshKey(),
    submitKey: freshKey(),
    orderId: again ? last.orderId : null,
    sentAt: null,
    trouble: null,
    outcome: null,
  };
}
