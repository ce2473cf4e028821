/** Uploading a document of a registration. */
import { answered, openApi } from "../api/client";
import type { Schemas } from "../api/schemas";
import { fileName, postFile } from "../api/upload";
import type { HeldDocument, Offer } from "./application";

/** Why a file cannot be a document. */
export type Unfit = "type" | "empty" | "large";

export function unfitness(file: Pick<File, "type" | "size">, offer: Offer): Unfit | null {
  if (!offer.document_types.includes(file.type)) return "type";
  if (file.size === 0) return "empty";
  return file.size > offer.largest_document ? "large" : null;
}

/** Posts a file; `progress` is told how much of it (0 to 1) is there. */
export async function upload(file: File, progress: (part: number) => void, signal: AbortSignal): Promise<HeldDocument> {
  const file_name = fileName(file);
  const content_type = file.type as Schemas["UploadIn"]["content_type"];
  const body = { file_name, content_type, size: file.size };
  const offered = await answered(openApi.POST("/uploads", { body, signal }));
  await postFile(offered, file, progress, signal);
  return { upload_id: offered.upload_id, file_name, at: Date.now() };
}
