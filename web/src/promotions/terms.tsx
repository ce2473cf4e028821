/** The terms of a campaign: the latest version, and behind it the earlier ones; staff write another. */
import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import type { Schemas } from "../api/schemas";
import { language } from "../kernel/i18n";
import { useMay } from "../kernel/permissions";
import { Dialog } from "../ui/dialog";
import { Instant } from "../ui/figures";
import { Actions, Card } from "../ui/page";
import { Problem } from "../ui/states";
import { PROMOTIONS, type PromotionDetail } from "./promotion_queries";
import styles from "./promotions.module.css";

export function Terms({ promotion }: { readonly promotion: PromotionDetail }): React.ReactElement {
  const { t } = useTranslation("promotions");
  const may = useMay();
  const [latest, ...earlier] = promotion.terms;
  const published = promotion.standing === "running" || promotion.standing === "upcoming";
  return (
    <Card title={t("terms")} actions={may("write_promotions") && published && <NewTerms promotion={promotion} />}>
      {latest && <Version terms={latest} />}
      {earlier.length > 0 && (
        <details>
          <summary>{t("terms_earlier", { number: String(earlier.length) })}</summary>
          {earlier.map((terms) => (
            <Version key={terms.number} terms={terms} />
          ))}
        </details>
      )}
    </Card>
  );
}

function Version({ terms }: { readonly terms: Schemas["PromotionTerms"] }): React.ReactElement {
  const { t } = useTranslation("promotions");
  return (
    <div className={styles.two}>
      <p className={styles.terms}>{(language() === "en" ? terms.text_en : null) ?? terms.text}</p>
      <span className={styles.small}>
        {t("terms_version", { number: String(terms.number) })} · <Instant at={terms.written_at} />
      </span>
    </div>
  );
}

function NewTerms({ promotion }: { readonly promotion: PromotionDetail }): React.ReactElement {
  const { t } = useTranslation("promotions");
  const [latest] = promotion.terms;
  const [open, setOpen] = useState(false);
  const [text, setText] = useState(latest?.text ?? "");
  const [english, setEnglish] = useState(latest?.text_en ?? "");
  const [missing, setMissing] = useState(false);
  const write = useCommand(
    (body: Schemas["NewTerms"], key: string) =>
      answered(
        api.POST("/promotions/{promotion_id}/terms", {
          body,
          params: { path: { promotion_id: promotion.promotion_id }, header: { "Idempotency-Key": key } },
        }),
      ),
    {
      changes: [PROMOTIONS],
      says: ({ terms_version }) => t("did.terms", { number: String(terms_version) }),
      then: () => {
        setOpen(false);
      },
    },
  );
  const area = { autosize: true, minRows: 4, maxLength: 5000 };
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        onClick={() => {
          setOpen(true);
        }}
      >
        {t("do.terms")}
      </Button>
      {open && (
        <Dialog
          title={t("do.terms")}
          close={() => {
            setOpen(false);
          }}
        >
          <p>{t("terms_means")}</p>
          <Textarea
            label={t("editor.terms")}
            {...area}
            value={text}
            error={missing && text.trim() === "" ? t("problem.terms") : undefined}
            onChange={({ currentTarget }) => {
              setText(currentTarget.value);
            }}
          />
          <Textarea
            label={t("editor.terms_en")}
            {...area}
            value={english}
            onChange={({ currentTarget }) => {
              setEnglish(currentTarget.value);
            }}
          />
          <Problem error={write.error} />
          <Actions>
            <Button
              loading={write.busy}
              onClick={() => {
                setMissing(true);
                if (text.trim() === "") return;
                void write.run({ text: text.trim(), text_en: english.trim() === "" ? null : english.trim() });
              }}
            >
              {t("editor.save")}
            </Button>
          </Actions>
        </Dialog>
      )}
    </>
  );
}
