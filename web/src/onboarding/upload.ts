/** Uploading a document: a presigned form, posted straight to where documents are kept, with its progress. */
import { answered, openApi } from "../api/client";
import type { Schemas } from "../api/schemas";
import { ApiError } from "../kernel/errors";
import type { HeldDocument, Offer } from "./application";

const LONGEST_NAME = 200;

/** Why a file cannot be a document. */
export type Unfit = "type" | "empty" | "large";

export function unfitness(file: Pick<File, "type" | "size">, offer: Offer): Unfit | null {
  if (!offer.document_types.includes(file.type)) return "type";
  if (file.size === 0) return "empty";
  return file.size > offer.largest_document ? "large" : null;
}

/** Posts a file; `progress` is told how much of it (0 to 1) is there. */
export async function upload(file: File, progress: (part: number) => void, signal: AbortSignal): Promise<HeldDocument> {
  const file_name = nameOf(file);
  const content_type = file.type as Schemas["UploadIn"]["content_type"];
  const body = { file_name, content_type, size: file.size };
  const { upload_id, url, fields } = await answered(openApi.POST("/uploads", { body, signal }));
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", file);
  await post(url, form, progress, signal);
  return { upload_id, file_name, at: Date.now() };
}

/** The name without control characters, its end kept where it is too long. */
function nameOf(file: File): string {
  return (
    file.name
      .replace(/\p{Cc}/gu, "")
      .trim()
      .slice(-LONGEST_NAME) || file.type
  );
}

/** `fetch` tells nothing of what is under way, so this is an older request. */
function post(url: string, form: FormData, progress: (part: number) => void, signal: AbortSignal): Promise<void> {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.upload.onprogress = ({ loaded, total }) => {
      if (total > 0) progress(loaded / total);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) done();
      else failed(new ApiError(request.status, "internal"));
    };
    request.onerror = () => {
      failed(new ApiError(0, "offline"));
    };
    request.onabort = () => {
      failed(new DOMException("", "AbortError"));
    };
    signal.addEventListener("abort", () => {
      request.abort();
    });
    request.open("POST", url);
    request.send(form);
  });
}
