/** Loading products and prices from a table: looked at first, every wrong cell named, then taken in whole or not at all. */
import { Button, FileInput, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import type { Schemas } from "../api/schemas";
import { ApiError, isRefusal } from "../kernel/errors";
import { DataTable } from "../ui/data_list";
import { Rows } from "../ui/facts";
import { Pieces } from "../ui/figures";
import { Actions, Card, Columns, Fields, Page } from "../ui/page";
import { Message, Problem } from "../ui/states";
import styles from "./catalog.module.css";
import { postFile } from "./post_file";

type Kind = Schemas["ImportKind"];
type Outcome = Schemas["ImportOut"];

const KINDS: readonly Kind[] = ["categories", "products", "prices"];

interface Uploaded {
  readonly file: File;
  readonly uploadId: string;
}

export function ImportsPage(): React.ReactElement {
  const { t } = useTranslation("catalog");
  const [kind, setKind] = useState<Kind>("products");
  const [file, setFile] = useState<File | null>(null);
  const [uploaded, setUploaded] = useState<Uploaded | null>(null);
  const look = useCommand(
    async ({ name }: { readonly name: string; readonly kind: Kind }) => {
      if (!file) throw new ApiError(0, "invalid");
      const kept = uploaded?.file === file ? uploaded : { file, uploadId: await upload(file) };
      setUploaded(kept);
      return run(kind, name, kept.uploadId, true);
    },
    { says: () => t("looked") },
  );
  const load = useCommand(
    async ({ name, uploadId }: { readonly name: string; readonly uploadId: string; readonly kind: Kind }) =>
      run(kind, name, uploadId, false),
    { changes: [["products"], ["price-lists"], ["categories"]], says: ({ rows }) => t("loaded", { rows }) },
  );
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const begin = (change: () => void): void => {
    change();
    setOutcome(null);
    look.forget();
    load.forget();
  };
  const clean = outcome?.dry_run === true && outcome.error_count === 0;
  return (
    <Page title={t("imports")} back={{ to: "/products", text: t("products") }}>
      <Columns>
        <div>
          <Card>
            <Fields>
              <NativeSelect
                label={t("import_kind")}
                value={kind}
                data={KINDS.map((one) => ({ value: one, label: t(`import.${one}`) }))}
                onChange={({ currentTarget }) => {
                  begin(() => {
                    setKind(currentTarget.value as Kind);
                  });
                }}
              />
              <FileInput
                label={t("file")}
                placeholder={t("choose_file")}
                accept=".csv,.xlsx"
                value={file}
                clearable
                clearButtonProps={{ "aria-label": t("clear_file") }}
                onChange={(chosen) => {
                  begin(() => {
                    setFile(chosen);
                  });
                }}
              />
            </Fields>
            <Problem error={isRefusal(load.error, "import_refused") ? null : (look.error ?? load.error)} />
            <Actions>
              <Button
                disabled={!file}
                loading={look.busy}
                onClick={() => {
                  if (file) void look.run({ name: file.name, kind }).then(setOutcome);
                }}
              >
                {t("look")}
              </Button>
              <Button
                variant="outline"
                disabled={!clean || !uploaded}
                loading={load.busy}
                onClick={() => {
                  if (uploaded) {
                    void load.run({ name: uploaded.file.name, uploadId: uploaded.uploadId, kind }).then(setOutcome);
                  }
                }}
              >
                {t("load")}
              </Button>
            </Actions>
          </Card>
          {outcome && <Found outcome={outcome} />}
        </div>
        <div>
          <Card title={t("columns")}>
            <p>{t("columns_text")}</p>
            <ul className={styles.columns}>
              {t(`columns.${kind}`)
                .split("\n")
                .map((line) => (
                  <li key={line}>{line}</li>
                ))}
            </ul>
          </Card>
        </div>
      </Columns>
    </Page>
  );
}

/** What was found in the table, or done by it. */
function Found({ outcome }: { readonly outcome: Outcome }): React.ReactElement {
  const { t } = useTranslation("catalog");
  const { dry_run, rows, created, changed, unchanged, errors, error_count } = outcome;
  return (
    <Card title={dry_run ? t("found") : t("done")}>
      {error_count > 0 && <Message tone="bad">{t("errors", { count: error_count })}</Message>}
      {error_count === 0 && <Message tone="good">{dry_run ? t("clean") : t("written")}</Message>}
      <Rows
        facts={[
          [t("rows"), <Pieces key="rows" count={rows} />],
          [t("created"), <Pieces key="created" count={created} />],
          [t("changed"), <Pieces key="changed" count={changed} />],
          [t("unchanged"), <Pieces key="unchanged" count={unchanged} />],
        ]}
      />
      {errors.length > 0 && (
        <DataTable
          caption={t("errors", { count: error_count })}
          items={errors}
          id={({ row, field, problem }) => `${row} ${field} ${problem}`}
          columns={[
            { key: "row", title: t("row"), end: true, cell: ({ row }) => <Pieces count={row} /> },
            { key: "field", title: t("column"), cell: ({ field }) => field },
            { key: "problem", title: t("problem"), lead: true, cell: ({ problem }) => problem },
          ]}
        />
      )}
    </Card>
  );
}

async function upload(file: File): Promise<string> {
  const form = await answered(api.POST("/catalog/uploads", { body: { file_name: file.name, size: file.size } }));
  await postFile(form, file);
  return form.upload_id;
}

function run(kind: Kind, file_name: string, upload_id: string, dry_run: boolean): Promise<Outcome> {
  return answered(api.POST("/catalog/imports", { body: { kind, file_name, upload_id, dry_run } }));
}
