/** A campaign is written, new or as a draft: its offer in fields, and what it says in words. */
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import { businessDay } from "../kernel/dates";
import { isRefusal } from "../kernel/errors";
import { leadToProblem } from "../ui/lead_to_problem";
import { Actions, Card, Page } from "../ui/page";
import { Found, Message, Problem } from "../ui/states";
import { draftOf, emptyDraft, problemOf, readDraft, type Draft } from "./draft";
import { AudienceFields, Basics, LimitFields, ProductFields, TermsFields, type Editing } from "./editor_fields";
import { OfferFields } from "./editor_offer";
import { OfferWords } from "./parts";
import { PROMOTIONS, usePromotion, type PromotionDetail } from "./promotion_queries";
import styles from "./promotions.module.css";

const newRoute = getRouteApi("/in/promotions/new");
const editRoute = getRouteApi("/in/promotions/$promotionId/edit");

export function NewPromotionPage(): React.ReactElement {
  const { t } = useTranslation("promotions");
  const { from, succeeds } = newRoute.useSearch();
  const known = from ?? succeeds;
  return (
    <Page
      title={succeeds === undefined ? t("editor.new") : t("editor.successor")}
      back={{ to: "/promotions", text: t("title") }}
    >
      {known === undefined ? (
        <Editor initial={emptyDraft(businessDay(new Date()))} known={null} />
      ) : (
        <FromKnown id={known} succeeds={succeeds ?? null} />
      )}
    </Page>
  );
}

/** Begins with what another campaign says, for other days. */
function FromKnown({ id, succeeds }: { readonly id: string; readonly succeeds: string | null }): React.ReactNode {
  const promotion = usePromotion(id);
  return (
    <Found query={promotion}>
      {(found) => (
        <Editor
          initial={{ ...draftOf(found), succeeds, first_day: businessDay(new Date()), last_day: "" }}
          known={null}
        />
      )}
    </Found>
  );
}

export function EditPromotionPage(): React.ReactElement {
  const { t } = useTranslation("promotions");
  const { promotionId } = editRoute.useParams();
  const promotion = usePromotion(promotionId);
  return (
    <Page
      title={t("editor.edit")}
      back={{ to: "/promotions/$promotionId", params: { promotionId }, text: t("editor.back") }}
    >
      <Found query={promotion}>
        {(found) =>
          found.standing === "draft" ? (
            <Editor initial={draftOf(found)} known={found} />
          ) : (
            <Message tone="warn">{t("editor.published")}</Message>
          )
        }
      </Found>
    </Page>
  );
}

function Editor({
  initial,
  known,
}: {
  readonly initial: Draft;
  readonly known: PromotionDetail | null;
}): React.ReactElement {
  const { t } = useTranslation("promotions");
  const navigate = useNavigate();
  const fields = useRef<HTMLDivElement>(null);
  const [draft, setDraft] = useState(initial);
  const [tried, setTried] = useState(false);
  const { promotion, unread } = readDraft(draft);
  const save = useCommand(
    (body: typeof promotion, key: string) =>
      known === null
        ? answered(api.POST("/promotions", { body, params: { header: { "Idempotency-Key": key } } }))
        : answered(
            api.PUT("/promotions/{promotion_id}", {
              body,
              params: { path: { promotion_id: known.promotion_id }, header: { "If-Match": `"${known.version}"` } },
            }),
          ),
    {
      changes: [PROMOTIONS],
      says: ({ name }) => t("editor.saved", { name }),
      then: ({ promotion_id }) =>
        void navigate({ to: "/promotions/$promotionId", params: { promotionId: promotion_id } }),
    },
  );
  const refused = isRefusal(save.error, "invalid") ? save.error.fields : [];
  const problems = new Set([...(tried ? unread : []), ...refused]);
  const editing: Editing = {
    draft,
    said: (field) => {
      const problem = problems.has(field) ? problemOf(field) : null;
      return problem === null ? undefined : t(`problem.${problem}`);
    },
    change: (part) => {
      setDraft((now) => ({ ...now, ...part }));
      save.forget();
    },
  };
  const elsewhere = save.error !== null && !refused.some((field) => problemOf(field) !== null);
  return (
    <div className={styles.editor}>
      <div ref={fields}>
        <Basics {...editing} />
        <OfferFields {...editing} />
        <ProductFields {...editing} />
        <AudienceFields {...editing} />
        <LimitFields {...editing} />
        <TermsFields {...editing} />
        {tried && problems.size > 0 && <Message tone="bad">{t("editor.incomplete")}</Message>}
        {elsewhere && <Problem error={save.error} />}
        <Actions>
          <Button
            loading={save.busy}
            onClick={() => {
              setTried(true);
              if (unread.length > 0) leadToProblem(fields.current);
              else void save.run(promotion);
            }}
          >
            {t("editor.save")}
          </Button>
        </Actions>
      </div>
      <Card title={t("editor.says")}>
        {unread.some((field) => field.startsWith("offer.")) ? (
          <p className="quiet">{t("editor.says_later")}</p>
        ) : (
          <p className={styles.offer}>
            <OfferWords promotion={promotion} />
          </p>
        )}
        <p className="quiet">{t("editor.next")}</p>
      </Card>
    </div>
  );
}
