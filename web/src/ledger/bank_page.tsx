/** Payments by a bank's file: looked at first, then booked line by line; what named nobody is assigned by hand. */
import { Button, FileInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import type { Schemas } from "../api/schemas";
import { postFile } from "../catalog/post_file";
import { ApiError, isRefusal } from "../kernel/errors";
import { useMay } from "../kernel/permissions";
import { Actions, Card, Columns, Fields, Page } from "../ui/page";
import { Problem } from "../ui/states";
import { BankFileFound } from "./bank_file_found";
import { BankLines } from "./bank_lines";

type Outcome = Schemas["BankFileOut"];

export function BankPage(): React.ReactElement {
  const { t } = useTranslation("ledger");
  const may = useMay();
  return (
    <Page title={t("bank.title")} back={{ to: "/accounts", text: t("accounts.title") }}>
      {may("record_payments") && <LoadFile />}
      <BankLines />
    </Page>
  );
}

function LoadFile(): React.ReactElement {
  const { t } = useTranslation("ledger");
  const [file, setFile] = useState<File | null>(null);
  const [uploadId, setUploadId] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const look = useCommand(async () => {
    if (!file) throw new ApiError(0, "invalid");
    const kept = uploadId ?? (await upload(file));
    setUploadId(kept);
    return run(file.name, kept, true);
  });
  const book = useCommand(
    async ({ name, kept }: { readonly name: string; readonly kept: string }) => {
      let made = await run(name, kept, false);
      while (made.left > 0) {
        setOutcome(made);
        made = await run(name, kept, false);
      }
      return made;
    },
    { changes: [["bank-lines"], ["accounts"], ["payments"]], says: () => t("bank.booked") },
  );
  const clean = outcome?.dry_run === true && outcome.error_count === 0;
  return (
    <>
      <Columns>
        <Card title={t("bank.file")}>
          <Fields>
            <FileInput
              label={t("bank.choose")}
              placeholder={t("bank.choose_hint")}
              accept=".csv,.xlsx"
              value={file}
              clearable
              clearButtonProps={{ "aria-label": t("bank.clear") }}
              onChange={(chosen) => {
                setFile(chosen);
                setUploadId(null);
                setOutcome(null);
                look.forget();
                book.forget();
              }}
            />
          </Fields>
          <Problem error={isRefusal(book.error, "import_refused") ? null : (look.error ?? book.error)} />
          <Actions>
            <Button
              disabled={!file}
              loading={look.busy}
              onClick={() => {
                if (file) void look.run(file.name).then(setOutcome);
              }}
            >
              {t("bank.look")}
            </Button>
            <Button
              variant="outline"
              disabled={!clean || !file || uploadId === null}
              loading={book.busy}
              onClick={() => {
                if (file && uploadId !== null) void book.run({ name: file.name, kept: uploadId }).then(setOutcome);
              }}
            >
              {t("bank.book")}
            </Button>
          </Actions>
        </Card>
        <Card title={t("bank.columns")}>
          <p>{t("bank.columns_text")}</p>
          <p>{t("bank.rules_text")}</p>
        </Card>
      </Columns>
      {outcome && <BankFileFound outcome={outcome} />}
    </>
  );
}

async function upload(file: File): Promise<string> {
  const form = await answered(api.POST("/bank-files/uploads", { body: { file_name: file.name, size: file.size } }));
  await postFile(form, file);
  return form.upload_id;
}

function run(file_name: string, upload_id: string, dry_run: boolean): Promise<Outcome> {
  return answered(api.POST("/bank-files", { body: { file_name, upload_id, dry_run } }));
}
