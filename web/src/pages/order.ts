/** An order: where it stands, what it holds, what is on the way, and saying that it came in. */
import { type Child, h, type Words } from "../dom";
import { behindSignIn } from "../gate";
import { named, t } from "../i18n";
import { factList } from "../notice";
import { present, section, sheet } from "../page";
import { ask } from "../question";
import { askSignedIn, onceSender, type User } from "../session";
import { day, instant, money, pieces, price } from "../show";
import { type Column, table, twoLines } from "../table";
import type { Order, OrderLine, OrderStep, Shipment } from "../wire_dealer";

const RECEIVED_FROM = new Set(["part_shipped", "shipped", "part_received", "closed_short"]);
const RECEIVERS = new Set(["dealer_owner", "dealer_buyer"]);

/** `#/orders/ID`. */
export function orderPage(orderId: string): Promise<HTMLElement> {
  return behindSignIn(async (user) => {
    const order = await askSignedIn<Order>(`GET /orders/${encodeURIComponent(orderId)}`);
    return shown(order, user);
  });
}

/** The shipments that may be on the way: those of which nothing came in, else (what is left of) all of them. */
export function onTheWay({ state, lines, shipments, receipts }: Order): readonly Shipment[] {
  const coming = lines.some((line) => line.shipped > line.received);
  if (!coming || !RECEIVED_FROM.has(state)) return [];
  const untouched = shipments.filter(({ shipment_id }) => !receipts.some((each) => each.shipment_id === shipment_id));
  return untouched.length > 0 ? untouched : shipments;
}

function shown(order: Order, user: User, told: Words | null = null): HTMLElement {
  const { order_id, dealer_name, state, total, discount, tax, placed_at } = order;
  const facts = factList([
    [t("order.state"), h("span", { class: "tag" }, named("order.state", state))],
    ...(user.dealer_id === null ? [[t("order.dealer"), dealer_name] as const] : []),
    [t("order.placed_at"), instant(placed_at)],
    ...(/[1-9]/.test(discount) ? [[t("order.discount"), money(discount)] as const] : []),
    [t("order.total"), h("span", { class: "strong" }, money(total))],
    [t("order.tax"), money(tax)],
  ]);
  return sheet(
    t("order.title", { order_id }),
    told && h("p", { class: "message", role: "status" }, told),
    h("section", { class: "card" }, facts),
    shipments(order, user),
    section(t("order.lines"), table(t("order.lines"), LINE_COLUMNS, order.lines, t("list.empty"))),
    section(t("order.steps"), h("ol", { class: "lines" }, order.steps.map(step))),
  );
}

const LINE_COLUMNS: readonly Column<OrderLine>[] = [
  {
    label: t("line.product"),
    look: "name",
    cell: ({ name, sku, free }) =>
      twoLines(name, [sku, free ? [" ", h("span", { class: "tag" }, t("line.free"))] : null]),
  },
  { label: t("line.quantity"), look: "figure", cell: ({ quantity }) => pieces(quantity) },
  { label: t("line.unit_price"), look: "figure", cell: ({ unit_price }) => price(unit_price) },
  { label: t("line.net"), look: "figure", cell: ({ net }) => money(net) },
  { label: t("line.shipped"), look: "figure", cell: ({ shipped }) => pieces(shipped) },
  { label: t("line.received"), look: "figure", cell: ({ received }) => pieces(received) },
];

function step({ state, at, by, reason }: OrderStep): HTMLElement {
  return h(
    "li",
    {},
    h("span", { class: "strong" }, named("order.state", state)),
    h("span", { class: "quiet" }, instant(at), " · ", by),
    reason === null ? null : h("span", { class: "said" }, reason),
  );
}

function shipments(order: Order, user: User): Child {
  if (order.shipments.length === 0) return null;
  const receives = user.dealer_id !== null && user.roles.some((role) => RECEIVERS.has(role));
  const coming = receives ? onTheWay(order) : [];
  const place = h("div");
  const line = (shipment: Shipment): HTMLElement => {
    const { shipment_id } = shipment;
    const came = order.receipts.filter((receipt) => receipt.shipment_id === shipment_id);
    const button = coming.includes(shipment) ? receiveButton(order, shipment, came.length > 0, user, place) : null;
    return h(
      "li",
      { class: "beside" },
      h(
        "div",
        {},
        h("span", { class: "strong" }, shipment_id),
        h("span", { class: "quiet" }, t("shipment.sent", { day: day(shipment.day) })),
        came.map((receipt) => h("span", { class: "quiet" }, t("shipment.came", { day: day(receipt.day) }))),
      ),
      button,
    );
  };
  return section(t("order.shipments"), h("ul", { class: "lines" }, order.shipments.map(line)), place);
}

function receiveButton(order: Order, shipment: Shipment, rest: boolean, user: User, place: HTMLElement): HTMLElement {
  const { shipment_id } = shipment;
  const words = t(rest ? "shipment.receive_rest" : "shipment.receive");
  const send = onceSender(`POST /orders/${encodeURIComponent(order.order_id)}/receive`);
  const button = h("button", { type: "button", class: "main" }, words);
  button.addEventListener("click", () => {
    ask(place, {
      title: t("shipment.really"),
      facts: [
        [t("shipment.number"), h("span", { class: "strong" }, shipment_id)],
        [t("shipment.left_on"), day(shipment.day)],
        [t("shipment.order"), order.order_id],
      ],
      yes: words,
      look: "main",
      act: async () => {
        const after = (await send({ shipment_id })) as Order;
        present(shown(after, user, t("shipment.received", { shipment_id })));
      },
    });
  });
  return button;
}
