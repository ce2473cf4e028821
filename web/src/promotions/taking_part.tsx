/** A dealer's part in a campaign: taking part under the terms that stand here, and leaving again. */
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import { useMay } from "../kernel/permissions";
import { ConfirmButton } from "../ui/dialog";
import { Facts } from "../ui/facts";
import { Instant, Money, Pieces } from "../ui/figures";
import { Actions, Card } from "../ui/page";
import { Message } from "../ui/states";
import { PartBadge } from "./own_promotions";
import { nameOf } from "./parts";
import { PROMOTIONS, type PromotionDetail } from "./promotion_queries";

const CHANGED = [PROMOTIONS, ["quotes"]] as const;

export function TakingPart({ promotion }: { readonly promotion: PromotionDetail }): React.ReactElement | null {
  const { t } = useTranslation("promotions");
  const may = useMay();
  const { mine, enrolment, opt_in, standing, offer } = promotion;
  if (!mine) return null;
  const open = standing === "running" || standing === "upcoming";
  return (
    <Card title={t("own.part")} actions={open && <PartBadge promotion={promotion} />}>
      {!opt_in && open && <p>{t("own.automatic_means")}</p>}
      <Facts
        facts={[
          [t("own.saved"), <Money key="saved" amount={mine.saved} />],
          [
            t(offer.kind === "spend_and_save" ? "own.orders_left" : "own.pieces_left"),
            mine.quota_left === null ? null : <Pieces count={mine.quota_left} />,
          ],
          [t("own.joined_at"), enrolment ? <Instant key="joined" at={enrolment.joined_at} /> : null],
          [t("own.joined_by"), enrolment?.joined_by],
          [t("own.agreed"), enrolment ? t("terms_version", { number: String(enrolment.terms_version) }) : null],
          [t("own.left_at"), enrolment?.left_at == null ? null : <Instant key="left" at={enrolment.left_at} />],
        ]}
      />
      {opt_in && open && may("join_promotions") && <JoinOrLeave promotion={promotion} />}
      {opt_in && open && !may("join_promotions") && <p className="quiet">{t("own.who_joins")}</p>}
    </Card>
  );
}

function JoinOrLeave({ promotion }: { readonly promotion: PromotionDetail }): React.ReactElement {
  const { t } = useTranslation("promotions");
  const { promotion_id, mine, enrolment, terms_version } = promotion;
  const name = nameOf(promotion);
  const path = { promotion_id };
  const join = useCommand(
    (version: number, key: string) =>
      answered(
        api.POST("/promotions/{promotion_id}/enrolment", {
          body: { terms_version: version },
          params: { path, header: { "Idempotency-Key": key } },
        }),
      ),
    { changes: CHANGED, says: () => t("did.join", { name }) },
  );
  const leave = useCommand(() => answered(api.DELETE("/promotions/{promotion_id}/enrolment", { params: { path } })), {
    changes: CHANGED,
    says: () => t("did.leave", { name }),
  });
  const taking = mine?.taking_part ?? false;
  const renewed = taking && enrolment !== null && enrolment.terms_version < terms_version;
  const agree = (
    <ConfirmButton
      text={t(renewed ? "do.agree" : "do.join")}
      question={t(renewed ? "agree_question" : "join_question", { name })}
      yes={t(renewed ? "do.agree" : "do.join")}
      busy={join.busy}
      error={join.error}
      act={() => join.run(terms_version)}
    >
      <p>{t("join_means", { number: String(terms_version) })}</p>
    </ConfirmButton>
  );
  if (!taking) return <Actions>{agree}</Actions>;
  return (
    <>
      {renewed && <Message tone="warn">{t("own.new_terms")}</Message>}
      <Actions>
        {renewed && agree}
        <ConfirmButton
          quiet
          text={t("do.leave")}
          question={t("leave_question", { name })}
          yes={t("do.leave")}
          busy={leave.busy}
          error={leave.error}
          act={() => leave.run(null)}
        >
          <p>{t("leave_means")}</p>
        </ConfirmButton>
      </Actions>
    </>
  );
}
