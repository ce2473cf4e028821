/** Posts a file by a presigned form: the form's fields first, the file last. */
import { send } from "../api/session";
import type { Schemas } from "../api/schemas";
import { ApiError } from "../kernel/errors";

const LONGEST = 300_000;

export async function postFile({ url, fields }: Schemas["UploadOut"], file: File): Promise<void> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append("file", file);
  const answer = await send(new Request(url, { method: "POST", body }), LONGEST);
  if (!answer.ok) throw new ApiError(answer.status, answer.status === 400 ? "too_large" : "internal");
}
