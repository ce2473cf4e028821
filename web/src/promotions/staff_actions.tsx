/** What staff do with a campaign: change and publish a draft, let another succeed it, end it. */
import { Button, Textarea } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import { day } from "../kernel/dates";
import { isRefusal } from "../kernel/errors";
import { ConfirmButton } from "../ui/dialog";
import { Message } from "../ui/states";
import { nameOf, OfferWords } from "./parts";
import { PROMOTIONS, type PromotionDetail } from "./promotion_queries";

export function StaffActions({ promotion }: { readonly promotion: PromotionDetail }): React.ReactElement {
  const { t } = useTranslation("promotions");
  const { promotion_id, standing } = promotion;
  const published = standing === "running" || standing === "upcoming";
  return (
    <>
      {standing === "draft" && (
        <Button
          variant="default"
          renderRoot={(props) => (
            <Link to="/promotions/$promotionId/edit" params={{ promotionId: promotion_id }} {...props} />
          )}
        >
          {t("do.edit")}
        </Button>
      )}
      {published && (
        <Button
          variant="default"
          renderRoot={(props) => <Link to="/promotions/new" search={{ succeeds: promotion_id }} {...props} />}
        >
          {t("do.succeed")}
        </Button>
      )}
      {!published && standing !== "draft" && (
        <Button
          variant="default"
          renderRoot={(props) => <Link to="/promotions/new" search={{ from: promotion_id }} {...props} />}
        >
          {t("do.copy")}
        </Button>
      )}
      {(published || standing === "draft") && <End promotion={promotion} />}
      {standing === "draft" && <Publish promotion={promotion} />}
    </>
  );
}

function Publish({ promotion }: { readonly promotion: PromotionDetail }): React.ReactElement {
  const { t } = useTranslation("promotions");
  const { promotion_id, version, first_day, last_day, succeeds } = promotion;
  const name = nameOf(promotion);
  const publish = useCommand(
    (seen: number, key: string) =>
      answered(
        api.POST("/promotions/{promotion_id}/publish", {
          params: { path: { promotion_id }, header: { "Idempotency-Key": key, "If-Match": `"${seen}"` } },
        }),
      ),
    { changes: [PROMOTIONS], says: () => t("did.publish", { name }) },
  );
  const refused = isRefusal(publish.error, "invalid") ? publish.error.fields : [];
  return (
    <ConfirmButton
      text={t("do.publish")}
      question={t("publish_question", { name })}
      yes={t("do.publish")}
      busy={publish.busy}
      error={refused.length > 0 ? null : publish.error}
      act={() => publish.run(version)}
    >
      <p>
        <OfferWords promotion={promotion} />
      </p>
      <p>{t("publish_means", { first: day(first_day), last: day(last_day) })}</p>
      {succeeds !== null && <p>{t("publish_succeeds")}</p>}
      {refused.includes("last_day") && <Message tone="bad">{t("publish_over")}</Message>}
      {refused.includes("state") && <Message tone="bad">{t("publish_too_many")}</Message>}
    </ConfirmButton>
  );
}

function End({ promotion }: { readonly promotion: PromotionDetail }): React.ReactElement {
  const { t } = useTranslation("promotions");
  const { promotion_id, standing } = promotion;
  const name = nameOf(promotion);
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const doing = standing === "running" ? "end" : "withdraw";
  const end = useCommand(
    (why: string, key: string) =>
      answered(
        api.POST("/promotions/{promotion_id}/end", {
          body: { reason: why },
          params: { path: { promotion_id }, header: { "Idempotency-Key": key } },
        }),
      ),
    { changes: [PROMOTIONS], says: () => t(`did.${doing}`, { name }) },
  );
  return (
    <ConfirmButton
      danger
      text={t(`do.${doing}`)}
      question={t(`${doing}_question`, { name })}
      yes={t(`do.${doing}`)}
      busy={end.busy}
      error={end.error}
      act={() => {
        setMissing(true);
        return reason.trim() === "" ? Promise.resolve(null) : end.run(reason.trim());
      }}
    >
      <p>{t(`${doing}_means`)}</p>
      <Textarea
        label={t("reason")}
        required
        maxLength={2000}
        value={reason}
        error={missing && reason.trim() === "" ? t("reason_missing") : undefined}
        onChange={({ currentTarget }) => {
          setReason(currentTarget.value);
        }}
      />
    </ConfirmButton>
  );
}
