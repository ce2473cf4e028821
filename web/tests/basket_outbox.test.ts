import { beforeEach, expect, test } from "vitest";
import { EMPTY, type Basket, type Line, type Placing } from "../src/basket/basket";
import { outbox, SURELY_ANSWERED, type Outbox, type Shop, type Wish } from "../src/basket/outbox";
import { ApiError } from "../src/kernel/errors";

const LINES: readonly Line[] = [
  { sku: "A", quantity: 12 },
  { sku: "B", quantity: 3 },
];
const WISH: Wish = {
  lines: LINES,
  total: "120.00",
  nets: { A: "90.00", B: "30.00" },
  review: false,
  declined: [],
  freePieces: 0,
  redeem: "0.00",
};
const offline = new ApiError(0, "offline");

/** The API as it behaves: a key makes a request one and the same, and a submitted order is not submitted twice. */
class Server {
  readonly orders = new Map<string, { state: "draft" | "submitted" | "credit_review" | "expired" | "reserving" }>();
  readonly asked: string[] = [];
  total = "120.00";
  refusal: ApiError | null = null;
  /** What is done to the next requests: lost on the way there, or the answer on the way back. */
  line: ("there" | "back" | "fine")[] = [];
  private readonly answers = new Map<string, { order_id: string; state: "draft" | "submitted" | "credit_review" }>();

  readonly shop: Shop = {
    draft: (_, key) =>
      this.request(`draft ${key}`, () => {
        const order = this.answers.get(key) ?? { order_id: `O${this.orders.size + 1}`, state: "draft" };
        this.answers.set(key, order);
        if (!this.orders.has(order.order_id)) this.orders.set(order.order_id, { state: "draft" });
        return order;
      }),
    submit: (orderId, total, review, key) =>
      this.request(`submit ${orderId} ${total} ${key}`, () => {
        const earlier = this.answers.get(key);
        if (earlier) return earlier;
        const order = this.orders.get(orderId);
        if (order?.state !== "draft") throw new ApiError(409, "wrong_state");
        if (this.refusal) throw this.refusal;
        if (total !== this.total) throw new ApiError(409, "quote_changed", [{ total: this.total }]);
        order.state = review ? "credit_review" : "submitted";
        const answer = { order_id: orderId, state: order.state };
        this.answers.set(key, answer);
        return answer;
      }),
    look: (orderId) =>
      this.request(`look ${orderId}`, () => ({
        order_id: orderId,
        state: this.orders.get(orderId)?.state ?? "expired",
      })),
  };

  bought(): string[] {
    return [...this.orders].filter(([, { state }]) => state === "submitted").map(([id]) => id);
  }

  private async request<Answer>(said: string, answer: () => Answer): Promise<Answer> {
    this.asked.push(said);
    const way = this.line.shift() ?? "fine";
    if (way === "there") throw offline;
    const told = await Promise.resolve(answer());
    if (way === "back") throw offline;
    return told;
  }
}

let server: Server;
let kept: string;
let clock: number;
let keys: number;

/** A window: it knows only what lies in the storage. */
function open(): Outbox {
  let turn: Promise<unknown> = Promise.resolve();
  return outbox({
    user: "U",
    shelf: {
      read: () => JSON.parse(kept) as Basket,
      write: (change) => {
        kept = JSON.stringify(change(JSON.parse(kept) as Basket));
      },
      alone: (work) => {
        const mine = turn.then(work, work);
        turn = mine.catch(() => undefined);
        return mine;
      },
    },
    shop: server.shop,
    freshKey: () => `key${(keys += 1)}`,
    now: () => clock,
  });
}

const basket = (): Basket => JSON.parse(kept) as Basket;
const placing = (): Placing | undefined => basket().placings.U;

beforeEach(() => {
  server = new Server();
  kept = JSON.stringify({ ...EMPTY, lines: LINES });
  clock = 0;
  keys = 0;
});

test("an order is drafted and submitted, and leaves the basket", async () => {
  const placed = await open().place(WISH);
  expect(placed?.outcome).toEqual({ kind: "ordered", orderId: "O1", state: "submitted" });
  expect(server.asked).toEqual(["draft key1", "submit O1 120.00 key2"]);
  expect(basket().lines).toEqual([]);
});

test("a double click orders once", async () => {
  const box = open();
  const [first, second] = await Promise.all([box.place(WISH), box.place(WISH)]);
  expect(first?.outcome?.kind).toBe("ordered");
  expect(second).toBeNull();
  expect(server.bought()).toEqual(["O1"]);
});

test.each([
  [["there"], ["draft key1", "draft key1", "submit O1 120.00 key2"]],
  [["back"], ["draft key1", "draft key1", "submit O1 120.00 key2"]],
  [
    ["fine", "there"],
    ["draft key1", "submit O1 120.00 key2", "submit O1 120.00 key2"],
  ],
  [
    ["fine", "back"],
    ["draft key1", "submit O1 120.00 key2", "submit O1 120.00 key2"],
  ],
] as const)("a line that drops (%s) leaves it waiting; after a reload it is ordered once", async (line, asked) => {
  server.line = [...line];
  const placed = await open().place(WISH);
  expect([placed?.outcome, placed?.trouble]).toEqual([null, "offline"]);
  expect(basket().lines).toEqual(LINES);

  const again = await open().send();
  expect(again?.outcome).toEqual({ kind: "ordered", orderId: "O1", state: "submitted" });
  expect(server.asked).toEqual(asked);
  expect(server.bought()).toEqual(["O1"]);
  expect(basket().lines).toEqual([]);
  await open().send();
  expect(server.asked).toEqual(asked);
});

test("while one waits, another click sends that one again", async () => {
  server.line = ["fine", "back"];
  const box = open();
  await box.place(WISH);
  await box.place({ ...WISH, total: "999.00" });
  expect(server.asked).toEqual(["draft key1", "submit O1 120.00 key2", "submit O1 120.00 key2"]);
  expect(server.bought()).toEqual(["O1"]);
});

test("what was put into the basket meanwhile stays there", async () => {
  server.line = ["there"];
  await open().place(WISH);
  kept = JSON.stringify({ ...basket(), lines: [{ sku: "A", quantity: 20 }, LINES[1], { sku: "C", quantity: 1 }] });
  await open().send();
  expect(basket().lines).toEqual([
    { sku: "A", quantity: 8 },
    { sku: "C", quantity: 1 },
  ]);
});

test("a basket that another window has changed is not ordered", async () => {
  kept = JSON.stringify({ ...EMPTY, lines: [{ sku: "A", quantity: 13 }, LINES[1]] });
  expect(await open().place(WISH)).toBeNull();
  expect(server.asked).toEqual([]);
});

test("a price that has changed is told; seen anew, the same draft is ordered", async () => {
  server.total = "150.00";
  const placed = await open().place(WISH);
  expect(placed?.outcome).toEqual({ kind: "refused", code: "quote_changed", details: [{ total: "150.00" }] });
  expect(basket().lines).toEqual(LINES);
  expect(await open().send()).toBeNull();

  await open().place({ ...WISH, total: "150.00" });
  expect(server.asked).toEqual(["draft key1", "submit O1 120.00 key2", "submit O1 150.00 key3"]);
  expect(server.bought()).toEqual(["O1"]);
});

test("after a refusal another basket is another order", async () => {
  server.refusal = new ApiError(409, "insufficient_stock", [{ sku: "B", wanted: 3, available: 1 }]);
  await open().place(WISH);
  server.refusal = null;
  const fewer = [
    { sku: "A", quantity: 12 },
    { sku: "B", quantity: 1 },
  ];
  kept = JSON.stringify({ ...basket(), lines: fewer });
  await open().place({ ...WISH, lines: fewer });
  expect(server.bought()).toEqual(["O2"]);
  expect(basket().lines).toEqual([]);
});

test("too little credit is told, and the same draft goes into review", async () => {
  const figures = { needed: "120.00", available: "20.00" };
  server.refusal = new ApiError(409, "insufficient_credit", [figures]);
  expect((await open().place(WISH))?.outcome).toEqual({
    kind: "refused",
    code: "insufficient_credit",
    details: [figures],
  });
  server.refusal = null;
  const placed = await open().place({ ...WISH, review: true });
  expect(placed?.outcome).toEqual({ kind: "ordered", orderId: "O1", state: "credit_review" });
});

test("an order that was submitted after all, by a lost request, is found as it stands", async () => {
  server.line = ["fine", "back"];
  await open().place(WISH);
  kept = kept.replace("key2", "key9");
  expect((await open().send())?.outcome).toEqual({ kind: "ordered", orderId: "O1", state: "submitted" });
  expect(server.asked.slice(-2)).toEqual(["submit O1 120.00 key9", "look O1"]);
});

test("a draft that has expired is refused, and the next order begins anew", async () => {
  server.line = ["fine", "there"];
  await open().place(WISH);
  server.orders.set("O1", { state: "expired" });
  const { outcome } = (await open().send()) ?? {};
  expect(outcome).toEqual({ kind: "refused", code: "wrong_state", details: [] });
  await open().place(WISH);
  expect(server.bought()).toEqual(["O2"]);
});

test("a large order that is being reserved waits, and is sent again", async () => {
  server.refusal = new ApiError(409, "busy");
  const box = open();
  await box.place(WISH);
  expect([placing()?.trouble, placing()?.outcome]).toEqual(["busy", null]);
  server.refusal = null;
  await box.send();
  expect(server.bought()).toEqual(["O1"]);
});

test("what was never submitted is taken back at once", async () => {
  server.line = ["there"];
  await open().place(WISH);
  expect(await open().withdraw()).toBe("gone");
  await open().send();
  expect(server.asked).toEqual(["draft key1"]);
  expect(basket()).toEqual({ lines: LINES, declined: [], placings: {} });
});

test("what was submitted is taken back only when it can no longer arrive", async () => {
  server.line = ["fine", "there"];
  await open().place(WISH);
  expect(await open().withdraw()).toBe("late");
  clock = SURELY_ANSWERED;
  expect(await open().withdraw()).toBe("gone");
  expect(placing()).toBeUndefined();
  expect(server.bought()).toEqual([]);
});

test("what was ordered by a lost answer is not taken back, but told", async () => {
  server.line = ["fine", "back"];
  await open().place(WISH);
  clock = SURELY_ANSWERED;
  expect(await open().withdraw()).toBe("gone");
  expect(placing()?.outcome).toEqual({ kind: "ordered", orderId: "O1", state: "submitted" });
  expect(basket().lines).toEqual([]);
});

test("what came of it is put away when it was seen, and what waits is not", async () => {
  server.line = ["there"];
  const box = open();
  await box.place(WISH);
  box.putAway();
  expect(placing()?.trouble).toBe("offline");
  await box.send();
  box.putAway();
  expect(placing()).toBeUndefined();
});
