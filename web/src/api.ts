/** One way to ask the API. A refusal is an `ApiError` with the API's own code; nobody reads messages to decide. */

export interface Detail {
  readonly field?: string;
  readonly [more: string]: unknown;
}

/** A refusal, or a request that never arrived (`offline`). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly details: readonly Detail[] = [],
  ) {
    super(code);
  }
}

export interface Asking {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

let base = "/api";

/** Reads where the API is, so that one build serves every stage; without an answer it is where it usually is. */
export async function configure(): Promise<void> {
  try {
    const config: unknown = await (await fetch("config.json", { cache: "no-store" })).json();
    if (isRecord(config) && typeof config["api"] === "string") base = config["api"].replace(/\/$/, "");
  } catch {
    base = "/api";
  }
}

/** Asks `GET /me` and its like; answers the body, as the caller knows it from the API's description. */
export async function ask<Answer>(request: string, { body, headers = {} }: Asking = {}): Promise<Answer> {
  const [method = "GET", path = "/"] = request.split(" ");
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const typed = body === undefined ? {} : { "Content-Type": "application/json" };
  let answer: Response;
  try {
    answer = await fetch(`${base}${path}`, { method, headers: { ...typed, ...headers }, cache: "no-store", ...sent });
  } catch {
    throw new ApiError(0, "offline");
  }
  const told = await bodyOf(answer);
  if (!answer.ok) throw refusal(answer.status, told);
  return told as Answer;
}

/** A key that makes a repeated request one and the same. */
export function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function bodyOf(answer: Response): Promise<unknown> {
  const text = await answer.text();
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function refusal(status: number, told: unknown): ApiError {
  if (isRecord(told) && typeof told["Code"] === "string") {
    const details = Array.isArray(told["Details"]) ? told["Details"].filter(isRecord) : [];
    return new ApiError(status, told["Code"], details);
  }
  return new ApiError(status, status === 401 ? "unauthorized" : status === 429 ? "too_many" : "internal");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
