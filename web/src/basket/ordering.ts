/** Orders of whoever is signed in: the outbox on the real API, and what waits sent again until there is an answer. */
import i18next from "i18next";
import { answered, api } from "../api/client";
import { freshKey } from "../api/command";
import { queries } from "../api/queries";
import { currentSession } from "../api/session";
import { ApiError } from "../kernel/errors";
import { money } from "../kernel/money_text";
import { tell } from "../ui/told";
import type { Placing } from "./basket";
import { outbox, type Outbox, type Shelf, type Shop, type Wish } from "./outbox";
import { changeBasket, freshBasket } from "./store";

const FIRST_WAIT = 3_000;
const LONGEST_WAIT = 60_000;

let wait = FIRST_WAIT;
let timer: ReturnType<typeof setTimeout> | null = null;
let last: Promise<unknown> = Promise.resolve();

/** Orders what was seen; null where the basket has changed meanwhile. What waits is sent again by itself. */
export async function place(wish: Wish): Promise<Placing | null> {
  const placing = await own().place(wish);
  afterwards(placing);
  return placing;
}

/** Sends what waits now, and says what came of it. */
export async function sendWaiting(): Promise<void> {
  const placing = await own().send();
  afterwards(placing);
  if (placing?.outcome) await say(placing);
}

/** Takes back what waits. */
export function withdraw(): Promise<"gone" | "late"> {
  return own().withdraw();
}

/** That it was ordered was seen. */
export function putAway(): void {
  own().putAway();
}

/** While there is no answer it is sent again, at growing distances; the line's coming back does not wait for that. */
function afterwards(placing: Placing | null): void {
  if (timer !== null) clearTimeout(timer);
  timer = null;
  if (placing?.outcome === null) {
    timer = setTimeout(() => void sendWaiting().catch(() => undefined), wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
    return;
  }
  wait = FIRST_WAIT;
  for (const changed of ["orders", "quotes", "catalog", "stock", "accounts"]) {
    void queries.invalidateQueries({ queryKey: [changed] });
  }
}

async function say({ outcome, total }: Placing): Promise<void> {
  await i18next.loadNamespaces("basket");
  if (outcome?.kind === "ordered") {
    tell(i18next.t("basket:told.ordered", { order: outcome.orderId, total: money(total) }));
  } else if (outcome) {
    tell(i18next.t("basket:told.refused", { reason: i18next.t(`kernel:error.${outcome.code}`) }));
  }
}

function own(): Outbox {
  const { user } = currentSession();
  if (user?.dealer_id == null) throw new ApiError(403, "forbidden");
  return outbox({
    user: user.user_id,
    shelf: shelfOf(user.dealer_id, `qudao.placing.${user.user_id}`),
    shop: SHOP,
    freshKey,
    now: Date.now,
  });
}

function shelfOf(dealerId: string, lock: string): Shelf {
  return {
    read: () => freshBasket(dealerId),
    write: (change) => {
      changeBasket(dealerId, change);
    },
    alone: (work) => alone(lock, work),
  };
}

/** One at a time in all windows of this browser; where it knows no locks, in this one. */
async function alone<Result>(lock: string, work: () => Promise<Result>): Promise<Result> {
  if ("locks" in navigator) return navigator.locks.request(lock, work);
  const turn = last.then(work, work);
  last = turn.catch(() => undefined);
  return turn;
}

const SHOP: Shop = {
  draft: (lines, key, declined) =>
    answered(
      api.POST("/orders", {
        body: { lines: [...lines], declined_free: [...declined] },
        params: { header: { "Idempotency-Key": key } },
      }),
    ),
  submit: (orderId, total, review, key, { pieces, declined }, redeem) =>
    answered(
      api.POST("/orders/{order_id}/submit", {
        body: { total, credit_review: review, free_pieces: pieces, declined_free: [...declined], redeem },
        params: { path: { order_id: orderId }, header: { "Idempotency-Key": key } },
      }),
    ),
  look: (orderId) => answered(api.GET("/orders/{order_id}", { params: { path: { order_id: orderId } } })),
};
