/** Goods that came into a warehouse, or what was counted there: lines pasted from a spreadsheet, or typed. */
import { Radio, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import type { Schemas } from "../api/schemas";
import { isRefusal, type ApiError } from "../kernel/errors";
import { ConfirmButton } from "../ui/dialog";
import { Actions, Card } from "../ui/page";
import { Message, Problem } from "../ui/states";
import { MovedLines } from "./moved_lines";
import { useProductNames } from "./product_names";
import { ReadLines } from "./read_lines";
import styles from "./stock.module.css";
import { MOST_LINES, readLines, type Kind } from "./stock_lines";

type Moved = Schemas["MovedOut"];

const KINDS: readonly Kind[] = ["receipt", "count"];
const EXAMPLE = "SKU-001\t120\nSKU-002\t48";

export function RecordMovement({ location }: { readonly location: string }): React.ReactElement {
  const { t } = useTranslation("stock");
  const names = useProductNames();
  const [kind, setKind] = useState<Kind>("receipt");
  const [text, setText] = useState("");
  const [moved, setMoved] = useState<Moved | null>(null);
  const lines = readLines(text, kind);
  const unknown = new Set(names.whole ? lines.map(({ sku }) => sku).filter((sku) => names.of(sku) === null) : []);
  const record = useCommand(
    (body: Schemas["MoveStock"], key) =>
      answered(api.POST("/stock/movements", { params: { header: { "Idempotency-Key": key } }, body })),
    {
      changes: [["stock"]],
      says: (_, { kind: which, lines: sent }) => t(`did.${which}`, { count: sent.length }),
      then: (done) => {
        setMoved(done);
        setText("");
      },
    },
  );
  const wrong = lines.filter(({ problem, sku }) => problem !== null || unknown.has(sku)).length;
  const tooMany = lines.length > MOST_LINES;
  const pieces = lines.reduce((sum, { quantity }) => sum + (quantity ?? 0), 0);
  const figures = { location, count: lines.length, pieces };
  return (
    <>
      {moved && <Outcome moved={moved} />}
      <Card title={t("view.record")}>
        <Radio.Group
          label={t("movement")}
          value={kind}
          onChange={(next) => {
            setKind(next === "count" ? "count" : "receipt");
          }}
        >
          <div className={styles.kinds}>
            {KINDS.map((each) => (
              <Radio key={each} value={each} label={t(`kind.${each}`)} description={t(`kind_means.${each}`)} />
            ))}
          </div>
        </Radio.Group>
        <Textarea
          label={t("record_lines")}
          description={t("record_how", { most: MOST_LINES })}
          placeholder={EXAMPLE}
          autosize
          minRows={6}
          maxRows={16}
          spellCheck={false}
          value={text}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value);
            record.forget();
          }}
        />
        {lines.length > 0 && (
          <ReadLines lines={lines} names={names} unknown={unknown} refused={refusedSkus(record.error)} />
        )}
        {tooMany && <Message tone="bad">{t("too_many_lines", { most: MOST_LINES, count: lines.length })}</Message>}
        {wrong > 0 && <Message tone="warn">{t("wrong_lines", { count: wrong })}</Message>}
        <Actions>
          <ConfirmButton
            text={t(`do.${kind}`, figures)}
            question={t(`ask.${kind}`, figures)}
            yes={t(`yes.${kind}`)}
            disabled={lines.length === 0 || wrong > 0 || tooMany}
            busy={record.busy}
            act={() =>
              record.run({
                location,
                kind,
                lines: lines.map(({ sku, quantity }) => ({ sku, quantity: quantity ?? 0 })),
              })
            }
            ready={() => {
              record.forget();
              return true;
            }}
          >
            {isRefusal(record.error, "version_conflict") ? (
              <Message tone="bad">{t("moved_meanwhile")}</Message>
            ) : (
              <Problem error={record.error} />
            )}
          </ConfirmButton>
        </Actions>
      </Card>
    </>
  );
}

/** The SKUs that the API does not know. */
function refusedSkus(error: unknown): ReadonlySet<string> {
  const details = isRefusal(error, "unknown_sku") ? (error satisfies ApiError).details : [];
  return new Set(details.flatMap(({ sku }) => (typeof sku === "string" ? [sku] : [])));
}

/** What was recorded, and of what more is promised now than is there. */
function Outcome({ moved }: { readonly moved: Moved }): React.ReactElement {
  const { t } = useTranslation("stock");
  const { kind, lines, below_zero } = moved;
  return (
    <Card title={t(`recorded.${kind === "count" ? "count" : "receipt"}`)}>
      <MovedLines lines={lines} />
      {below_zero.length > 0 && <Message tone="warn">{t("below_zero", { skus: below_zero.join(t("comma")) })}</Message>}
    </Card>
  );
}
