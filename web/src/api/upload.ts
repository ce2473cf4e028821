/** Posting a file by a presigned form, straight to where documents are kept, with its progress. */
import { ApiError } from "../kernel/errors";

const LONGEST_NAME = 200;

/** A file's name without control characters, its end kept where it is too long. */
export function fileName(file: File): string {
  return (
    file.name
      .replace(/\p{Cc}/gu, "")
      .trim()
      .slice(-LONGEST_NAME) || file.type
  );
}

/** `progress` is told how much of it (0 to 1) is there. `fetch` tells nothing of that, so this is an older request. */
export function postFile(
  { url, fields }: { readonly url: string; readonly fields: Readonly<Record<string, string>> },
  file: File,
  progress: (part: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", file);
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
