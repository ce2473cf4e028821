/** The one way to ask the API: paths, bodies and answers are those of its description. */
import createClient from "openapi-fetch";
import { config } from "../kernel/config";
import { ApiError, refusalOf } from "../kernel/errors";
import type { paths } from "./schema";
import { fetchSignedIn, send } from "./session";

/** A request to wherever this deployment has its API, which is known at run time only. */
class ApiRequest extends Request {
  constructor(input: RequestInfo | URL, init?: RequestInit) {
    super(typeof input === "string" ? new URL(`${config().api}${input}`, location.href) : input, init);
  }
}

/** Asks as whoever is signed in. */
export const api = createClient<paths>({ Request: ApiRequest, fetch: fetchSignedIn });

/** Asks as nobody: what is public, or opened by a mailed secret. */
export const openApi = createClient<paths>({ Request: ApiRequest, fetch: (request: Request) => send(request) });

interface Told<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** What was answered, or the refusal as an `ApiError`. */
export async function answered<Data>(asked: Promise<Told<Data>>): Promise<NonNullable<Data>> {
  const { data, error, response } = await asked;
  if (!response.ok) throw refusalOf(response.status, error);
  if (data === undefined || data === null) throw new ApiError(response.status, "internal");
  return data;
}

/** The same for requests that are answered by nothing at all. */
export async function done(asked: Promise<Told<unknown>>): Promise<void> {
  const { error, response } = await asked;
  if (!response.ok) throw refusalOf(response.status, error);
}
