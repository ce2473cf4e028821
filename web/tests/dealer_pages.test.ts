import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ApiError } from "../src/api";
import { entryWords, orderOf } from "../src/entries";
import { main, present } from "../src/page";
import { query } from "../src/paging";
import { accountPage, standing } from "../src/pages/account";
import { catalogPage, rungWords } from "../src/pages/catalog";
import { homePage } from "../src/pages/home";
import { messagesPage } from "../src/pages/messages";
import { onTheWay, orderPage } from "../src/pages/order";
import { missingWords, paysWords } from "../src/pages/rebates";
import { statementPage } from "../src/pages/statement";
import { signIn, signOut } from "../src/session";
import type { Entry, Order, RebateResult, RebateStep, Statement } from "../src/wire_dealer";
import { api, at, refusal, startApi, type, until } from "./fake_api";

const OWNER = { user_id: "u1", email: "o@example.com", name: "Wang", roles: ["dealer_owner"], dealer_id: "D1" };
const BUYER = { ...OWNER, user_id: "u2", roles: ["dealer_buyer"] };
const ACCOUNTANT = { ...OWNER, user_id: "u3", roles: ["dealer_accountant"] };
const STAFF = { ...OWNER, user_id: "u4", roles: ["warehouse"], dealer_id: null };
const NOTHING = { items: [], next: null };

const ORDER: Order = {
  order_id: "D1-O1",
  dealer_name: "<b>Acme</b>",
  state: "shipped",
  lines: [
    {
      line: 1,
      sku: "PAINT",
      name: "Paint",
      quantity: 10,
      unit_price: "95.0000",
      net: "950.00",
      free: false,
      shipped: 10,
      received: 4,
    },
  ],
  discount: "0.00",
  total: "950.00",
  tax: "109.29",
  shipments: [
    { shipment_id: "D1-O1-S1", day: "2026-11-05" },
    { shipment_id: "D1-O1-S2", day: "2026-11-09" },
  ],
  receipts: [{ receipt_id: "D1-O1-R1", shipment_id: "D1-O1-S1", day: "2026-11-07" }],
  placed_at: "2026-11-03T09:15:00.000000Z",
  steps: [{ state: "shipped", at: "2026-11-09T09:15:00.000000Z", by: "Li", reason: null }],
};

const ENTRY: Entry = {
  cause: "shipment:D1-O1-S1",
  account: "receivable",
  amount: "380.00",
  day: "2026-11-05",
  document_id: "D1-O1-S1",
  rebate: null,
};
const FIGURES = { opening: "0.00", sum: "380.00", closing: "380.00", entries: 1 };
const STATEMENT: Statement = {
  statement_id: "D1-2026-11",
  dealer_id: "D1",
  period: "2026-11",
  state: "sent",
  receivable: FIGURES,
  rebate: { opening: "0.00", sum: "0.00", closing: "0.00", entries: 0 },
  sent_at: "2026-12-04T02:00:00Z",
  first_period: "2026-11",
  ageing: { not_due: "380.00", days_1_30: "0.00", days_31_60: "0.00", days_61_90: "0.00", over_90: "0.00" },
  answered_at: null,
  disputed: [],
  reason: null,
  entries: [ENTRY],
};

async function enter(user: typeof STAFF | typeof OWNER): Promise<void> {
  api.answers["POST /api/session"] = [[200, { id_token: "token-1", expires_in: 900, user }]];
  await signIn(user.email, "right");
}

beforeEach(() => {
  startApi({
    "POST /api/session/refresh": [[401, refusal("unauthorized")]],
    "GET /api/orders/D1-O1": [[200, ORDER]],
    "GET /api/statements/D1-2026-11": [[200, STATEMENT]],
  });
});

afterEach(async () => {
  await signOut();
});

describe("what is on the way", () => {
  const [first, second] = ORDER.shipments;
  it.each([
    ["of which nothing came in", ORDER, [second]],
    ["all of them once something of each came in", { ...ORDER, shipments: [first] }, [first]],
    ["also after the order was closed short", { ...ORDER, state: "closed_short" }, [second]],
    ["nothing once all came in", { ...ORDER, lines: ORDER.lines.map((line) => ({ ...line, received: 10 })) }, []],
    ["nothing before it is shipped", { ...ORDER, state: "confirmed" }, []],
  ] as const)("%s", (_, order, shipments) => {
    expect(onTheWay(order as Order)).toEqual(shipments);
  });
});

describe("an order", () => {
  it("asks whoever is not signed in to do so right there, then shows it", async () => {
    api.answers["POST /api/session"] = [[200, { id_token: "token-1", expires_in: 900, user: OWNER }]];
    present(await orderPage("D1-O1"));
    expect(api.sent.map(({ request }) => request)).not.toContain("GET /api/orders/D1-O1");
    type("email", OWNER.email);
    type("password", "right");
    at(".sign-in button").click();
    await until("article table");
    expect(main.textContent).toContain("¥95.00");
    expect(at("h1").textContent).toContain("D1-O1");
  });

  it("is received by its shipment's name, once, with one key", async () => {
    await enter(OWNER);
    api.answers["POST /api/orders/D1-O1/receive"] = [
      [500, null],
      [200, { ...ORDER, lines: [], state: "received" }],
    ];
    present(await orderPage("D1-O1"));
    expect(main.querySelectorAll("button")).toHaveLength(1);
    at(".beside button").click();
    expect(at("dialog").textContent).toContain("D1-O1-S2");
    at("#confirm").click();
    at("#confirm").click();
    await until("dialog .bad");
    at("#confirm").click();
    await until("article > .message");
    expect(main.querySelector("button")).toBeNull();
    const posts = api.sent.filter(({ request }) => request.endsWith("/receive"));
    expect(posts.map(({ body }) => body)).toEqual([{ shipment_id: "D1-O1-S2" }, { shipment_id: "D1-O1-S2" }]);
    const keys = posts.map(({ headers }) => headers.get("Idempotency-Key"));
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[1]).toBe(keys[0]);
  });

  it.each([ACCOUNTANT, STAFF])("is only read by those who do not receive ($roles)", async (user) => {
    await enter(user);
    present(await orderPage("D1-O1"));
    expect(main.querySelector("button")).toBeNull();
    expect(main.querySelector("b")).toBeNull();
  });

  it.each([
    [404, "not_found"],
    [403, "forbidden"],
  ])("says plainly what is not theirs to see (%s)", async (status, code) => {
    await enter(OWNER);
    api.answers["GET /api/orders/D1-O1"] = [[status, refusal(code)]];
    present(await orderPage("D1-O1"));
    at(".sentence.plain");
  });

  it("lets other faults be tried again", async () => {
    await enter(OWNER);
    api.answers["GET /api/orders/D1-O1"] = [[500, null]];
    await expect(orderPage("D1-O1")).rejects.toBeInstanceOf(ApiError);
  });
});

describe("a statement", () => {
  it("is disputed by ticked entries, with a reason", async () => {
    await enter(ACCOUNTANT);
    const after = { ...STATEMENT, state: "disputed", disputed: [ENTRY.cause], reason: "not delivered" };
    api.answers["GET /api/statements/D1-2026-11"] = [
      [200, STATEMENT],
      [200, after],
    ];
    api.answers["POST /api/statements/D1-2026-11/dispute"] = [[200, {}]];
    present(await statementPage("D1-2026-11"));
    at("#dispute-statement").click();
    expect(document.querySelector("dialog")).toBeNull();
    expect(at("textarea").getAttribute("aria-invalid")).toBe("true");
    (at("td input") as HTMLInputElement).checked = true;
    at("#confirm-statement").click();
    at("#dispute-statement").click();
    expect(document.querySelector("dialog")).toBeNull();
    type("reason", " not delivered ");
    at("#dispute-statement").click();
    at("#confirm").click();
    await until("td .warn");
    const posts = api.sent.filter(({ request }) => request.endsWith("/dispute"));
    expect(posts.map(({ body }) => body)).toEqual([{ entries: [ENTRY.cause], reason: "not delivered" }]);
    expect(main.querySelector("textarea")).toBeNull();
  });

  it("is confirmed after a question that names it; a refusal stays in the question", async () => {
    await enter(OWNER);
    api.answers["POST /api/statements/D1-2026-11/confirm"] = [
      [409, refusal("wrong_state")],
      [200, {}],
    ];
    present(await statementPage("D1-2026-11"));
    at("#confirm-statement").click();
    expect(at("dialog").textContent).toContain("¥380.00");
    at("#confirm").click();
    await until("dialog .bad");
    api.answers["GET /api/statements/D1-2026-11"] = [[200, { ...STATEMENT, state: "confirmed" }]];
    at("#confirm").click();
    await until("article > .message");
    expect(api.sent.filter(({ body }) => JSON.stringify(body) === "{}")).toHaveLength(2);
  });

  it.each([BUYER, STAFF])("is not answered by others ($roles)", async (user) => {
    await enter(user);
    present(await statementPage("D1-2026-11"));
    expect(main.querySelector("button, input, textarea")).toBeNull();
  });
});

describe("entries", () => {
  it.each([
    ["D1-261103091500ABC-S1", "#/orders/D1-261103091500ABC"],
    ["D1-261103091500ABC-S12", "#/orders/D1-261103091500ABC"],
  ])("of %s belong to %s", (shipment, order) => {
    expect(orderOf(shipment)).toBe(order);
  });

  it("say what they are", () => {
    const rebate = { program_name: "Volume", program_period: "2026-Q4", total: "9.00", posted_earlier: "0.00" };
    expect(entryWords({ ...ENTRY, cause: "rebate:r:2026-Q4:p:D1", rebate })()).toContain("Volume");
    expect(entryWords({ ...ENTRY, cause: "other:1" })()).toBe("other");
  });
});

describe("rebates", () => {
  const result = { measure: "net_amount", to_next_tier: "100.00", tier: 0 } as RebateResult;
  const step: RebateStep = { tier: 0, base: null, rate: null, per_unit: null, fixed: null, amount: "1.00" };

  it("say what is missing to the next tier, counted from 1", () => {
    expect(missingWords(result)?.()).toMatch(/¥100\.00.* 2 /);
    expect(missingWords({ ...result, tier: null })?.()).toMatch(/ 1 /);
    expect(missingWords({ ...result, measure: "quantity", to_next_tier: "1200" })?.()).toContain("1,200");
    expect(missingWords({ ...result, to_next_tier: null })).toBeNull();
  });

  it.each([
    [{ ...step, rate: "0.015" }, "1.5%"],
    [{ ...step, per_unit: "0.35" }, "¥0.35"],
    [{ ...step, fixed: "500" }, "¥500.00"],
  ])("say what a tier pays (%#)", (paying, words) => {
    expect(paysWords(paying)()).toContain(words);
  });
});

describe("the account", () => {
  const today = { receivable: "-5.00", rebate: "0.00", exposure: "0.00", available: "7.00", open_invoices: [] };

  it("tells prepayment from a limit, and a limit from none", () => {
    expect(standing({ ...today, credit_limit: "10.00", unlimited: false }).textContent).toContain("¥10.00");
    expect(standing({ ...today, credit_limit: null, unlimited: false }).textContent).not.toContain("null");
    expect(standing({ ...today, credit_limit: null, unlimited: true }).textContent).not.toContain("¥7.00");
  });

  it("is none of those who act for no dealer", async () => {
    await enter(STAFF);
    present(await accountPage());
    at(".sentence.plain");
    expect(api.sent.filter(({ request }) => request.includes("/accounts/"))).toEqual([]);
  });
});

describe("the catalogue", () => {
  it("names the quantity only where a price depends on it", () => {
    expect(rungWords({ min_quantity: 1, unit_price: "95.0000", source: "grade" })()).toBe("¥95.00");
    expect(rungWords({ min_quantity: 1000, unit_price: "90.5000", source: "grade" })()).toMatch(/1,000.*¥90\.50/);
  });

  it("searches, and reads on page by page", async () => {
    await enter(BUYER);
    const item = (sku: string): unknown => ({
      ...{ sku, name: sku, name_en: "", category_name: "涂料", category_name_en: "Paint", unit: "pc" },
      ...{ case_size: 4, available: 7 },
      prices: [{ min_quantity: 1, unit_price: "95.0000", source: "contract" }],
    });
    api.answers["GET /api/catalog"] = [[200, NOTHING]];
    api.answers["GET /api/catalog?q=a%26b"] = [[200, { items: [item("ONE")], next: "c=1" }]];
    api.answers["GET /api/catalog?q=a%26b&cursor=c%3D1"] = [
      [500, null],
      [200, { items: [item("TWO")], next: null }],
    ];
    present(await catalogPage());
    expect(main.querySelector("table")).toBeNull();
    type("q", " a&b ");
    at("form button").click();
    await until("table");
    expect(at("tbody tr").textContent).toContain("涂料");
    at(".more").click();
    await until("[role=alert]");
    at(".more").click();
    await until("tbody tr:nth-child(2)");
    expect(at(".more").hidden).toBe(true);
    expect(document.activeElement?.textContent).toContain("TWO");
  });
});

describe("messages", () => {
  it("are asked for in the reader's language and lead on", async () => {
    await enter(BUYER);
    const message = {
      message_id: "m1",
      title: "T",
      text: "",
      occurred_at: "2026-11-09T03:00:00Z",
      link: "orders/D1-O1",
    };
    api.answers["GET /api/messages?locale=zh-CN"] = [[200, { items: [message], next: null }]];
    present(await messagesPage());
    expect(at(".lines a").getAttribute("href")).toBe("#/orders/D1-O1");
  });
});

describe("the home", () => {
  it.each([
    [OWNER, 5],
    [BUYER, 3],
  ])("of a dealer's user leads to what the role may read", async (user, count) => {
    await enter(user);
    api.answers["GET /api/orders?limit=10"] = [[500, null]];
    api.answers["GET /api/statements?limit=10"] = [[200, { items: [STATEMENT], next: null }]];
    present(await homePage());
    expect(main.querySelectorAll("a")).toHaveLength(count);
    expect(main.querySelectorAll(".message.bad")).toHaveLength(1);
  });

  it("of staff stays as it was", async () => {
    await enter(STAFF);
    present(await homePage());
    expect(main.querySelector("a")).toBeNull();
  });
});

it("asks for what is given", () => {
  expect(query("/catalog", { q: "", cursor: null })).toBe("GET /catalog");
  expect(query("/catalog", { q: "a b", cursor: null, limit: "10" })).toBe("GET /catalog?q=a%20b&limit=10");
});
