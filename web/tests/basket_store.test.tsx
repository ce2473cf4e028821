import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const user = { user_id: "U", dealer_id: "D1" as string | null };
vi.mock("../src/api/session", () => ({
  currentSession: () => ({ status: "in", user }),
  useSession: () => ({ status: "in", user }),
}));
const { addToBasket, changeBasket, freshBasket, setQuantity, useBasket, useBasketCount } =
  await import("../src/basket/store");

const KEPT = "qudao.basket.D1";

function Shown(): React.ReactElement {
  const { lines } = useBasket();
  return <p>{`${useBasketCount()}: ${lines.map(({ sku, quantity }) => `${sku} ${quantity}`).join(", ")}`}</p>;
}

const shown = (): string | null => screen.getByText(/^[0-9]+:/).textContent;

beforeEach(() => {
  localStorage.clear();
  user.dealer_id = "D1";
  changeBasket("D1", () => ({ lines: [], declined: [], placings: {} }));
});
afterEach(cleanup);

test("what is added is summed by SKU and drawn at once", () => {
  render(<Shown />);
  act(() => {
    addToBasket([
      { sku: "B", quantity: 2 },
      { sku: "A", quantity: 1 },
    ]);
    addToBasket([{ sku: "B", quantity: 3 }]);
  });
  expect(shown()).toBe("2: B 5, A 1");
  act(() => {
    setQuantity("B", 0);
  });
  expect(shown()).toBe("1: A 1");
});

test("it outlives a reload, and each dealer has its own", () => {
  addToBasket([{ sku: "A", quantity: 7 }]);
  expect(JSON.parse(localStorage.getItem(KEPT) ?? "")).toEqual({
    lines: [{ sku: "A", quantity: 7 }],
    declined: [],
    placings: {},
  });
  user.dealer_id = "D2";
  addToBasket([{ sku: "B", quantity: 1 }]);
  expect(freshBasket("D1").lines).toEqual([{ sku: "A", quantity: 7 }]);
  expect(freshBasket("D2").lines).toEqual([{ sku: "B", quantity: 1 }]);
});

test("another window's change is seen, and never written over", () => {
  render(<Shown />);
  act(() => {
    addToBasket([{ sku: "A", quantity: 1 }]);
  });
  localStorage.setItem(
    KEPT,
    JSON.stringify({
      lines: [
        { sku: "A", quantity: 1 },
        { sku: "B", quantity: 4 },
      ],
      placings: {},
    }),
  );
  act(() => {
    addToBasket([{ sku: "A", quantity: 1 }]);
  });
  expect(shown()).toBe("2: A 2, B 4");
  localStorage.setItem(KEPT, JSON.stringify({ lines: [], declined: [], placings: {} }));
  act(() => {
    window.dispatchEvent(new StorageEvent("storage", { key: KEPT }));
  });
  expect(shown()).toBe("0: ");
});

test("what is no basket is passed over, line by line", () => {
  const lines = [{ sku: "A", quantity: 2 }, { sku: "B", quantity: 0 }, { sku: "C" }, "D", { sku: "<E>", quantity: 1 }];
  localStorage.setItem(KEPT, JSON.stringify({ lines }));
  expect(freshBasket("D1")).toEqual({ lines: [{ sku: "A", quantity: 2 }], declined: [], placings: {} });
});

test("a browser that keeps nothing keeps it as long as the page lives", () => {
  const closed = vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new Error("closed");
  });
  localStorage.clear();
  addToBasket([{ sku: "A", quantity: 1 }]);
  addToBasket([{ sku: "A", quantity: 1 }]);
  expect(freshBasket("D1").lines).toEqual([{ sku: "A", quantity: 2 }]);
  closed.mockRestore();
});

test("staff have no basket", () => {
  user.dealer_id = null;
  addToBasket([{ sku: "A", quantity: 1 }]);
  render(<Shown />);
  expect(shown()).toBe("0: ");
});
