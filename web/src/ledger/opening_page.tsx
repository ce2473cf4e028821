/** Going live: what dealers' books begin with, looked at first, then loaded whole or not at all. */
import { Button, FileInput, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import type { Schemas } from "../api/schemas";
import { postFile } from "../catalog/post_file";
import { ApiError, isRefusal } from "../kernel/errors";
import { DataTable } from "../ui/data_list";
import { Rows } from "../ui/facts";
import { Money, Pieces } from "../ui/figures";
import { Actions, Card, Columns, Fields, Page } from "../ui/page";
import { Message, Problem } from "../ui/states";
import { saveAs, templateOf } from "./opening_templates";

type Kind = Schemas["OpeningKind"];
type Outcome = Schemas["OpeningOut"];
const KINDS: readonly Kind[] = ["receivables", "wallets", "purchases"];

export function OpeningPage(): React.ReactElement {
  const { t } = useTranslation("ledger");
  const [kind, setKind] = useState<Kind>("receivables");
  const [file, setFile] = useState<File | null>(null);
  const [uploadId, setUploadId] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const look = useCommand(async (asked: Kind) => {
    if (!file) throw new ApiError(0, "invalid");
    const kept = uploadId ?? (await upload(file));
    setUploadId(kept);
    return run(asked, file.name, kept, true);
  });
  const load = useCommand(
    async ({ name, kept, asked }: { readonly name: string; readonly kept: string; readonly asked: Kind }) => {
      let made = await run(asked, name, kept, false);
      while (made.left > 0) {
        setOutcome(made);
        made = await run(asked, name, kept, false);
      }
      return made;
    },
    { changes: [["accounts"], ["rebates"]], says: () => t("opening.loaded") },
  );
  const begin = (): void => {
    setOutcome(null);
    look.forget();
    load.forget();
  };
  const clean = outcome?.dry_run === true && outcome.error_count === 0;
  return (
    <Page title={t("opening.title")}>
      <p>{t("opening.text")}</p>
      <Columns>
        <div>
          <Card>
            <Fields>
              <NativeSelect
                label={t("opening.kind")}
                value={kind}
                data={KINDS.map((one) => ({ value: one, label: t(`opening.${one}`) }))}
                onChange={({ currentTarget }) => {
                  setKind(currentTarget.value as Kind);
                  begin();
                }}
              />
              <FileInput
                label={t("bank.choose")}
                placeholder={t("opening.choose_hint")}
                accept=".csv,.xlsx"
                value={file}
                clearable
                clearButtonProps={{ "aria-label": t("bank.clear") }}
                onChange={(chosen) => {
                  setFile(chosen);
                  setUploadId(null);
                  begin();
                }}
              />
            </Fields>
            <Problem error={isRefusal(load.error, "import_refused") ? null : (look.error ?? load.error)} />
            <Actions>
              <Button
                disabled={!file}
                loading={look.busy}
                onClick={() => {
                  void look.run(kind).then(setOutcome);
                }}
              >
                {t("bank.look")}
              </Button>
              <Button
                variant="outline"
                disabled={!clean || !file || uploadId === null}
                loading={load.busy}
                onClick={() => {
                  if (file && uploadId !== null) {
                    void load.run({ name: file.name, kept: uploadId, asked: kind }).then(setOutcome);
                  }
                }}
              >
                {t("opening.load")}
              </Button>
            </Actions>
          </Card>
          {outcome && <Found outcome={outcome} />}
        </div>
        <Card title={t("opening.columns")}>
          <ul>
            {t(`opening.columns.${kind}`)
              .split("\n")
              .map((line) => (
                <li key={line}>{line}</li>
              ))}
          </ul>
          <Actions>
            <Button
              variant="default"
              onClick={() => {
                saveAs(`${kind}.csv`, templateOf(kind));
              }}
            >
              {t("opening.template")}
            </Button>
          </Actions>
        </Card>
      </Columns>
    </Page>
  );
}

/** What was found in the table, or done by it. */
function Found({ outcome }: { readonly outcome: Outcome }): React.ReactElement {
  const { t } = useTranslation("ledger");
  const { dry_run, error_count, errors } = outcome;
  return (
    <Card title={t(dry_run ? "bank.found" : "opening.title")}>
      {error_count > 0 && <Message tone="bad">{t("opening.errors", { count: error_count })}</Message>}
      {error_count === 0 && (
        <Message tone={outcome.left > 0 && !dry_run ? "warn" : "good"}>
          {dry_run
            ? t("opening.clean")
            : outcome.left > 0
              ? t("opening.left", { count: outcome.left })
              : t("opening.loaded")}
        </Message>
      )}
      <Rows
        facts={[
          [t("bank.rows"), <Pieces key="rows" count={outcome.rows} />],
          [t("opening.created"), <Pieces key="created" count={outcome.created} />],
          [t("opening.changed"), <Pieces key="changed" count={outcome.changed} />],
          [t("opening.unchanged"), <Pieces key="unchanged" count={outcome.unchanged} />],
          [t("opening.amount"), <Money key="amount" amount={outcome.amount} />],
        ]}
      />
      {errors.length > 0 && (
        <DataTable
          caption={t("opening.errors", { count: error_count })}
          items={errors}
          id={({ row, field, problem }) => `${row} ${field} ${problem}`}
          columns={[
            { key: "row", title: t("bank.row"), end: true, cell: ({ row }) => <Pieces count={row} /> },
            { key: "field", title: t("bank.column"), cell: ({ field }) => field },
            { key: "problem", title: t("bank.problem"), lead: true, cell: ({ problem }) => problem },
          ]}
        />
      )}
    </Card>
  );
}

async function upload(file: File): Promise<string> {
  const form = await answered(api.POST("/openings/uploads", { body: { file_name: file.name, size: file.size } }));
  await postFile(form, file);
  return form.upload_id;
}

function run(kind: Kind, file_name: string, upload_id: string, dry_run: boolean): Promise<Outcome> {
  return answered(api.POST("/openings", { body: { kind, file_name, upload_id, dry_run } }));
}
