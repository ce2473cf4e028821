/** Who is signed in. The id token lives in memory alone; the refresh token in a cookie that no script can read. */
import { useSyncExternalStore } from "react";
import { ApiError, isRefusal, refusalOf } from "../kernel/errors";
import { config } from "../kernel/config";
import { keep, recall } from "../kernel/storage";
import type { Schemas, User } from "./schemas";

/**
 * `looking`: nobody asked yet. `ended`: the token ran out and could not be renewed; the page stays, and asks to sign in.
 * `away`: nobody can be reached; what was kept for the last user may be shown.
 */
export type Status = "looking" | "in" | "out" | "ended" | "away";

export interface Session {
  readonly status: Status;
  readonly user: User | null;
}

const LAST_USER = "qudao.user";
const LEFT = "qudao.left";
const RENEW_BEFORE = 30_000;

let session: Session = { status: "looking", user: null };
let token: { readonly text: string; readonly until: number } | null = null;
let renewing: Promise<void> | null = null;
let waiting: (() => void)[] = [];
const listeners = new Set<() => void>();

/** The session as it stands. */
export function currentSession(): Session {
  return session;
}

/** The session; what uses it is drawn again when somebody signs in or out. */
export function useSession(): Session {
  return useSyncExternalStore(listen, currentSession);
}

/** Whoever is signed in, on pages behind sign-in. */
export function useUser(): User {
  const { user } = useSession();
  if (!user) throw new ApiError(401, "unauthorized");
  return user;
}

/** Calls `tell` whenever somebody has signed in or out. */
export function listen(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

/** Who is signed in, also from an earlier visit; asks for that once. */
export async function resume(): Promise<Session> {
  if (session.status === "looking" || session.status === "away") {
    try {
      await renew();
    } catch (error) {
      if (isRefusal(error, "offline")) turnTo({ status: "away", user: recall(LAST_USER) as User | null });
      else if (error instanceof ApiError && error.status === 401) turnTo({ status: "out", user: null });
      else throw error;
    }
  }
  return session;
}

/** Asks before any page does, where somebody was signed in here before and probably still is. */
export function resumeEarly(): void {
  if (recall(LAST_USER) !== null) resume().catch(() => undefined);
}

/** Signs in; an `ApiError` where address or password is not right. */
export async function signIn(email: string, password: string): Promise<void> {
  admit(await ask<Schemas["SessionOut"]>("POST", "/session", { email, password }));
}

/** Signs out everywhere: the refresh token ends, and nothing that was kept for this user stays. */
export async function signOut(): Promise<void> {
  await ask("DELETE", "/session");
  forget();
  keep(LEFT, Date.now());
}

/** Follows what other windows of this browser do: signing out in one signs out in all. */
export function followOtherWindows(): void {
  window.addEventListener("storage", ({ key }) => {
    if (key === LEFT && session.status !== "out") forget();
  });
  window.addEventListener("online", () => {
    if (session.status === "away") void resume();
  });
}

/** Sends a request as whoever is signed in. A token that has run out is renewed; if it cannot be, the page asks. */
export async function fetchSignedIn(request: Request): Promise<Response> {
  const again = request.clone();
  if (!token || token.until - RENEW_BEFORE < Date.now()) await demandToken();
  const answer = await send(signed(request));
  if (answer.status !== 401) return answer;
  await demandToken();
  return send(signed(again));
}

/** The gateway answers within 29 seconds, or never. */
const LONGEST_WAIT = 30_000;

/** One request; one that never arrived, or is not answered in time, is `offline`. */
export async function send(request: Request, longest = LONGEST_WAIT): Promise<Response> {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(longest) });
  } catch {
    throw new ApiError(0, "offline");
  }
}

async function demandToken(): Promise<void> {
  try {
    await renew();
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    if (session.status === "looking" || session.status === "out") throw error;
    turnTo({ status: "ended", user: session.user });
    await new Promise<void>((signedInAgain) => waiting.push(signedInAgain));
    if (currentSession().status !== "in") throw error;
  }
}

function renew(): Promise<void> {
  renewing ??= ask<Schemas["SessionOut"]>("POST", "/session/refresh")
    .then(admit)
    .finally(() => {
      renewing = null;
    });
  return renewing;
}

function signed(request: Request): Request {
  request.headers.set("Authorization", token?.text ?? "");
  return request;
}

function admit({ id_token, expires_in, user }: Schemas["SessionOut"]): void {
  token = { text: id_token, until: Date.now() + expires_in * 1000 };
  keep(LAST_USER, user);
  turnTo({ status: "in", user });
}

function forget(): void {
  token = null;
  keep(LAST_USER, null);
  turnTo({ status: "out", user: null });
}

function turnTo(next: Session): void {
  session = next;
  if (next.status === "in" || next.status === "out") {
    const told = waiting;
    waiting = [];
    for (const go of told) go();
  }
  for (const tell of listeners) tell();
}

async function ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const headers = { "Content-Type": "application/json" };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const address = new URL(`${config().api}${path}`, location.href);
  const answer = await send(new Request(address, { method, headers, ...sent }));
  const text = await answer.text();
  const told: unknown = text === "" ? null : parsed(text);
  if (!answer.ok) throw refusalOf(answer.status, told);
  return told as Answer;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
