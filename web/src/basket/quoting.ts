/** What the basket comes to, asked for as it changes; the last answer stays until there is a new one. */
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { useUser } from "../api/session";
import { isRefusal } from "../kernel/errors";
import { keepRead, readKept } from "../kernel/kept";
import { sameLines, type Line } from "./basket";
import { useBasket } from "./store";

export type Quote = Schemas["PreviewOut"];
export type QuoteLine = Schemas["PreviewLineOut"];

/** A quote, the lines that it is for, and when it was made. */
export interface Quoted {
  readonly lines: readonly Line[];
  /** SKUs of free goods that it does without. */
  readonly declined: readonly string[];
  readonly quote: Quote;
  readonly at: string;
}

export interface Quoting {
  /** The last quote, of whichever lines. */
  readonly quoted: Quoted | null;
  /** It is for just these lines, and nothing newer is on its way. */
  readonly holds: boolean;
  readonly asking: boolean;
  readonly error: Error | null;
  readonly again: () => void;
}

const TYPING = 400;
const KEPT = "quote";

/** The quote of these lines; without a line (and for the same basket) the one that was made last. */
export function useQuote(lines: readonly Line[]): Quoting {
  const owner = useUser().user_id;
  const { declined } = useBasket();
  const [rested] = useDebouncedValue(lines, TYPING);
  const [last, setLast] = useState<Quoted | null>(null);
  const query = useQuery({
    queryKey: ["quotes", owner, rested, declined],
    queryFn: () => ask(owner, rested, declined),
    enabled: rested.length > 0,
    staleTime: 0,
  });
  const quoted = query.data ?? last;
  if (query.data && query.data !== last) setLast(query.data);
  const resting = sameLines(rested, lines);
  return {
    quoted,
    holds:
      quoted !== null &&
      sameLines(quoted.lines, lines) &&
      sameSkus(quoted.declined, declined) &&
      !query.isFetching &&
      query.error === null,
    asking: lines.length > 0 && (query.isFetching || !resting),
    error: resting ? query.error : null,
    again: () => void query.refetch(),
  };
}

function sameSkus(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((sku) => others.includes(sku));
}

async function ask(owner: string, lines: readonly Line[], declined: readonly string[]): Promise<Quoted> {
  try {
    const quote = await answered(api.POST("/quotes", { body: { lines: [...lines], declined_free: [...declined] } }));
    const quoted = { lines, declined, quote, at: new Date().toISOString() };
    void keepRead(owner, { [KEPT]: quoted });
    return quoted;
  } catch (error) {
    const kept = isRefusal(error, "offline") ? (await readKept<Quoted>(owner, KEPT))?.value : undefined;
    if (kept && sameLines(kept.lines, lines)) return { ...kept, declined };
    throw error;
  }
}
