/** Photos of a return: which files may be one, and how one is uploaded. */
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { fileName, postFile } from "../api/upload";

export const PHOTO_TYPES: readonly Schemas["PhotoUploadIn"]["content_type"][] = ["image/jpeg", "image/png"];
export const MOST_PHOTOS = 6;
export const LARGEST_PHOTO = 10 * 1024 * 1024;

/** Why a file cannot be a photo of a return. */
export type Unfit = "type" | "empty" | "large";

export interface Photo {
  readonly upload_id: string;
  readonly file_name: string;
  /** Where the browser itself shows it. */
  readonly shown: string;
}

export function unfitness({ type, size }: Pick<File, "type" | "size">): Unfit | null {
  if (!(PHOTO_TYPES as readonly string[]).includes(type)) return "type";
  if (size === 0) return "empty";
  return size > LARGEST_PHOTO ? "large" : null;
}

/** Posts a photo; `progress` is told how much of it (0 to 1) is there. */
export async function uploadPhoto(file: File, progress: (part: number) => void, signal: AbortSignal): Promise<Photo> {
  const body = { content_type: file.type as Schemas["PhotoUploadIn"]["content_type"], size: file.size };
  const offered = await answered(api.POST("/returns/uploads", { body, signal }));
  await postFile(offered, file, progress, signal);
  return { upload_id: offered.upload_id, file_name: fileName(file), shown: URL.createObjectURL(file) };
}
