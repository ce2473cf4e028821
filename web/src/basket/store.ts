/**
 * The basket of a dealer in this browser. It outlives a reload, a line that drops and signing out; other windows see
 * each change. It holds no prices. Small, since its count stands on every page.
 */
import { useCallback, useSyncExternalStore } from "react";
import { currentSession, useSession } from "../api/session";
import { keep, recall } from "../kernel/storage";
import { added, EMPTY, readBasket, withQuantity, type Basket, type Line, type Placing } from "./basket";

const NAME = "qudao.basket.";
const known = new Map<string, Basket>();
const listeners = new Set<() => void>();

/** A dealer's basket as it stands now, whichever window changed it. */
export function freshBasket(dealerId: string): Basket {
  const basket = readBasket(recall(NAME + dealerId)) ?? known.get(dealerId) ?? EMPTY;
  known.set(dealerId, basket);
  return basket;
}

/** Changes a dealer's basket; reading and writing it is one step. */
export function changeBasket(dealerId: string, change: (basket: Basket) => Basket): void {
  const basket = change(freshBasket(dealerId));
  known.set(dealerId, basket);
  keep(NAME + dealerId, basket);
  tellAll();
}

/** The basket of the dealer that is signed in; empty for staff. */
export function useBasket(): Basket {
  const dealerId = useSession().user?.dealer_id ?? null;
  const look = useCallback(
    () => (dealerId === null ? EMPTY : (known.get(dealerId) ?? freshBasket(dealerId))),
    [dealerId],
  );
  return useSyncExternalStore(listen, look);
}

/** The order that the user is placing from it, if any. */
export function usePlacing(): Placing | null {
  const { placings } = useBasket();
  return placings[useSession().user?.user_id ?? ""] ?? null;
}

/** How many products there are of in it. */
export function useBasketCount(): number {
  return useBasket().lines.length;
}

/** Puts more into the basket of the dealer that is signed in: what it holds already is added up. */
export function addToBasket(lines: readonly Line[]): void {
  changeLines((before) => added(before, lines));
}

/** Says how many pieces of a SKU are to be in the basket; 0 takes it out. */
export function setQuantity(sku: string, quantity: number): void {
  changeLines((before) => withQuantity(before, sku, quantity));
}

/** Changes the lines of the basket of the dealer that is signed in. Staff have none. */
export function changeLines(change: (lines: readonly Line[]) => readonly Line[]): void {
  const dealerId = currentSession().user?.dealer_id ?? null;
  if (dealerId === null) return;
  changeBasket(dealerId, (basket) => ({ ...basket, lines: change(basket.lines) }));
}

/** Does without free goods of these SKUs; none of them: takes what is free. */
export function decline(skus: readonly string[]): void {
  const dealerId = currentSession().user?.dealer_id ?? null;
  if (dealerId === null) return;
  changeBasket(dealerId, (basket) => ({ ...basket, declined: skus }));
}

function listen(tell: () => void): () => void {
  if (listeners.size === 0) {
    window.addEventListener("storage", follow);
    for (const dealerId of known.keys()) freshBasket(dealerId);
  }
  listeners.add(tell);
  return () => {
    listeners.delete(tell);
    if (listeners.size === 0) window.removeEventListener("storage", follow);
  };
}

/** Another window changed a basket, or everything. */
function follow({ key }: StorageEvent): void {
  if (key !== null && !key.startsWith(NAME)) return;
  for (const dealerId of known.keys()) freshBasket(dealerId);
  tellAll();
}

function tellAll(): void {
  for (const tell of listeners) tell();
}
