/** The documents that prove a dispute: chosen here, uploaded when the dispute is sent. */
import { FileInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { postFile } from "../catalog/post_file";
import { HINT_BELOW } from "../ui/inputs";

const MOST = 10;
const LARGEST = 10 * 1024 * 1024;
const TYPES = ["application/pdf", "image/jpeg", "image/png"] as const;
type Type = (typeof TYPES)[number];

/** What is wrong with the chosen files; null where nothing is. */
export function wrongFiles(files: readonly Pick<File, "size" | "type">[]): "many" | "type" | "large" | null {
  if (files.length > MOST) return "many";
  if (files.some(({ type }) => !TYPES.includes(type as Type))) return "type";
  return files.some(({ size }) => size === 0 || size > LARGEST) ? "large" : null;
}

export function EvidenceInput({
  files,
  change,
}: {
  readonly files: readonly File[];
  readonly change: (files: readonly File[]) => void;
}): React.ReactElement {
  const { t } = useTranslation("statements");
  const wrong = wrongFiles(files);
  return (
    <FileInput
      label={t("evidence")}
      description={t("evidence_hint")}
      inputWrapperOrder={HINT_BELOW}
      placeholder={t("evidence_choose")}
      multiple
      clearable
      clearButtonProps={{ "aria-label": t("evidence_clear") }}
      accept={TYPES.join(",")}
      value={[...files]}
      error={wrong && t(`evidence_wrong.${wrong}`)}
      onChange={change}
    />
  );
}

/** Uploads the documents of a dispute; the API names each by its upload. */
export async function uploadEvidence(statementId: string, files: readonly File[]): Promise<Schemas["EvidenceIn"][]> {
  const made: Schemas["EvidenceIn"][] = [];
  for (const file of files) {
    const form = await answered(
      api.POST("/statements/{statement_id}/evidence", {
        params: { path: { statement_id: statementId } },
        body: { file_name: file.name.slice(-200), content_type: file.type as Type, size: file.size },
      }),
    );
    await postFile(form, file);
    made.push({ upload_id: form.upload_id, file_name: file.name.slice(-200) });
  }
  return made;
}
