/** Who is signed in. The id token lives in memory alone; the refresh token in a cookie that no script can read. */
import { ApiError, ask, type Asking, freshKey } from "./api";

export interface User {
  readonly user_id: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly dealer_id: string | null;
}

interface SessionOut {
  readonly id_token: string;
  readonly expires_in: number;
  readonly user: User;
}

let session: SessionOut | null = null;
let looked: Promise<User | null> | null = null;
let told: () => void = () => undefined;

/** Calls `tell` whenever somebody has signed in or out. */
export function whenSessionChanges(tell: () => void): void {
  told = tell;
}

/** Who is signed in, as far as this page knows. */
export function signedIn(): User | null {
  return session?.user ?? null;
}

/** Who is signed in, also from an earlier visit; asks for that once. */
export function resume(): Promise<User | null> {
  looked ??= refresh().then(signedIn, (error: unknown) => {
    looked = null;
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  });
  return looked;
}

/** Signs in; an `ApiError` where address or password is not right. */
export async function signIn(email: string, password: string): Promise<User> {
  turnTo(await ask<SessionOut>("POST /session", { body: { email, password } }));
  return must().user;
}

/** Signs out everywhere. */
export async function signOut(): Promise<void> {
  await ask("DELETE /session");
  turnTo(null);
}

/** Asks in the name of whoever is signed in; a token that has run out is renewed once. */
export async function askSignedIn<Answer>(request: string, asking: Asking = {}): Promise<Answer> {
  const asked = (): Promise<Answer> =>
    ask<Answer>(request, { ...asking, headers: { ...asking.headers, Authorization: must().id_token } });
  try {
    return await asked();
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "unauthorized") throw error;
  }
  await refresh();
  return asked();
}

/** Sends bodies as whoever is signed in; the same body sent again is the same request. */
export function onceSender(request: string): (body: unknown) => Promise<unknown> {
  const keys = new Map<string, string>();
  return (body) => {
    const said = JSON.stringify(body);
    const key = keys.get(said) ?? freshKey();
    keys.set(said, key);
    return askSignedIn(request, { body, headers: { "Idempotency-Key": key } });
  };
}

async function refresh(): Promise<void> {
  try {
    turnTo(await ask<SessionOut>("POST /session/refresh"));
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      turnTo(null);
      throw new ApiError(401, "unauthorized");
    }
    throw error;
  }
}

function must(): SessionOut {
  if (!session) throw new ApiError(401, "unauthorized");
  return session;
}

function turnTo(next: SessionOut | null): void {
  const changed = session?.user.user_id !== next?.user.user_id;
  session = next;
  looked = Promise.resolve(signedIn());
  if (changed) told();
}
