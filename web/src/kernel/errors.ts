/** Refusals. The API's codes decide what is said; nobody reads messages. */
import type { Schemas } from "../api/schemas";

export type ErrorCode = Schemas["Code"] | "offline" | "too_many";

/** What a refusal says of one field or thing. */
export interface Detail {
  readonly field?: string;
  readonly problem?: string;
  readonly [more: string]: unknown;
}

/** A refusal with the API's own code, or a request that never arrived (`offline`). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: ErrorCode,
    readonly details: readonly Detail[] = [],
  ) {
    super(code);
  }

  /** The names of the fields that were refused. */
  get fields(): readonly string[] {
    return this.details.flatMap(({ field }) => (field === undefined ? [] : [field]));
  }
}

/** Whether a refusal has one of these codes. */
export function isRefusal(error: unknown, ...codes: readonly ErrorCode[]): error is ApiError {
  return error instanceof ApiError && codes.includes(error.code);
}

/** The refusal that an answer holds. What stands in front of the API refuses in shapes of its own. */
export function refusalOf(status: number, body: unknown): ApiError {
  if (isRecord(body) && typeof body.Code === "string") {
    const details = Array.isArray(body.Details) ? body.Details.filter(isRecord) : [];
    return new ApiError(status, body.Code as ErrorCode, details);
  }
  if (status === 401) return new ApiError(status, "unauthorized");
  return new ApiError(status, status === 429 ? "too_many" : "internal");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
