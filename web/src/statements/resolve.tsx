/** Staff say what came of each disputed entry; with the last one the statement is sent for confirmation again. */
import { Button, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import type { Schemas } from "../api/schemas";
import { HINT_BELOW } from "../ui/inputs";
import { Actions, Card } from "../ui/page";
import { Problem } from "../ui/states";
import { documentOf } from "./disputes";

interface Said {
  readonly explanation: string;
  readonly change: string;
}

const NOTHING: Said = { explanation: "", change: "" };

export function Resolve({ statement }: { readonly statement: Schemas["StatementOut"] }): React.ReactElement {
  const { t } = useTranslation("statements");
  const done = new Set(statement.disputes.at(-1)?.resolutions.map(({ cause }) => cause));
  const left = statement.disputed.filter((cause) => !done.has(cause));
  const [said, setSaid] = useState<Readonly<Record<string, Said>>>({});
  const resolve = useCommand(
    (body: Schemas["ResolveStatement"], key) =>
      answered(
        api.POST("/statements/{statement_id}/resolve", {
          params: { path: { statement_id: statement.statement_id }, header: { "Idempotency-Key": key } },
          body,
        }),
      ),
    {
      changes: [["statements"]],
      says: ({ state }) => t(state === "sent" ? "done.sent_again" : "done.resolved"),
    },
  );
  const filled = left.filter((cause) => (said[cause]?.explanation ?? "").trim() !== "");
  const turn = (cause: string, part: Partial<Said>): void => {
    setSaid((before) => ({ ...before, [cause]: { ...(before[cause] ?? NOTHING), ...part } }));
    resolve.forget();
  };
  return (
    <Card title={t("resolve")}>
      <p>{t("resolve_how")}</p>
      {left.map((cause) => (
        <fieldset key={cause}>
          <legend>{documentOf(cause)}</legend>
          <Textarea
            label={t("explanation")}
            autosize
            minRows={2}
            maxLength={2000}
            value={said[cause]?.explanation ?? ""}
            onChange={({ currentTarget }) => {
              turn(cause, { explanation: currentTarget.value });
            }}
          />
          <TextInput
            label={t("adjusted_by")}
            description={t("adjusted_by_hint")}
            inputWrapperOrder={HINT_BELOW}
            value={said[cause]?.change ?? ""}
            onChange={({ currentTarget }) => {
              turn(cause, { change: currentTarget.value });
            }}
          />
        </fieldset>
      ))}
      <Problem error={resolve.error} />
      <Actions>
        <Button
          disabled={filled.length === 0}
          loading={resolve.busy}
          onClick={() =>
            void resolve.run({
              entries: filled.map((cause) => {
                const { explanation, change } = said[cause] ?? NOTHING;
                return {
                  cause,
                  explanation: explanation.trim(),
                  change_id: change.trim() === "" ? null : change.trim(),
                };
              }),
            })
          }
        >
          {t(filled.length === left.length ? "send_again" : "keep_resolutions")}
        </Button>
      </Actions>
    </Card>
  );
}
