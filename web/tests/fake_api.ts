/** An API that answers from lists, and what was asked of it; and finding one's way on a page. */
import { vi } from "vitest";
import { main } from "../src/page";

interface Sent {
  readonly request: string;
  readonly headers: Headers;
  readonly body: unknown;
}

type Answers = Record<string, [number, unknown][]>;

export const api: { sent: Sent[]; answers: Answers } = { sent: [], answers: {} };

export function refusal(code: string, details: unknown[] = []): unknown {
  return { Code: code, Message: "", Details: details };
}

/** Starts anew: nothing was asked, these are the answers, the page is empty. */
export function startApi(answers: Answers): void {
  api.sent = [];
  api.answers = { "DELETE /api/session": [[204, null]], ...answers };
  vi.stubGlobal("fetch", fakeFetch);
  document.body.replaceChildren(main);
}

/** Answers each request from its list; the last answer of a list is given again and again. */
function fakeFetch(url: string, init: RequestInit): Promise<Response> {
  const request = `${init.method ?? "GET"} ${url}`;
  const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : null;
  api.sent.push({ request, headers: new Headers(init.headers), body });
  const list = api.answers[request] ?? [];
  const next = list.length > 1 ? list.shift() : list[0];
  if (!next) return Promise.reject(new TypeError("offline"));
  const [status, told] = next;
  return Promise.resolve(new Response(status === 204 ? null : JSON.stringify(told), { status }));
}

export function at(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(selector);
  return found;
}

export function type(name: string, value: string): void {
  (at(`[name="${name}"]`) as HTMLInputElement).value = value;
}

export async function until(selector: string): Promise<void> {
  await vi.waitFor(() => at(selector));
}
