/** A statement as a file: a PDF to sign and keep, a workbook to reckon with. */
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import type { Schemas } from "../api/schemas";
import { Problem } from "../ui/states";

type Format = Schemas["PaperFormat"];
const FORMATS: readonly Format[] = ["pdf", "xlsx"];

export function Downloads({ statementId }: { readonly statementId: string }): React.ReactElement {
  const { t, i18n } = useTranslation("statements");
  const fetchFile = useCommand(
    (format: Format) =>
      answered(
        api.GET("/statements/{statement_id}/file", {
          params: {
            path: { statement_id: statementId },
            query: { format, locale: i18n.language === "en" ? "en" : "zh-CN" },
          },
        }),
      ),
    {
      then: ({ url }) => {
        location.assign(url);
      },
    },
  );
  return (
    <>
      {FORMATS.map((format) => (
        <Button key={format} variant="default" loading={fetchFile.busy} onClick={() => void fetchFile.run(format)}>
          {t(`file.${format}`)}
        </Button>
      ))}
      <Problem error={fetchFile.error} />
    </>
  );
}
