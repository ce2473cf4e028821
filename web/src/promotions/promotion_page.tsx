/** One campaign: what it offers, to whom, until when, its terms; for a dealer its part, for staff all they may do. */
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useUser } from "../api/session";
import { zoneName } from "../kernel/dates";
import { isDealer, useMay } from "../kernel/permissions";
import { Facts } from "../ui/facts";
import { Instant, Money, Pieces } from "../ui/figures";
import { Card, Columns, Page } from "../ui/page";
import { Found, Message } from "../ui/states";
import { BudgetUse } from "./budget_use";
import { Enrolments } from "./enrolments";
import { AudienceWords, Days, nameOf, OfferWords, ProductWords, StandingBadge } from "./parts";
import { Preview } from "./preview";
import { usePromotion, type PromotionDetail } from "./promotion_queries";
import styles from "./promotions.module.css";
import { StaffActions } from "./staff_actions";
import { TakingPart } from "./taking_part";
import { Terms } from "./terms";

const route = getRouteApi("/in/promotions/$promotionId");

export function PromotionPage(): React.ReactElement {
  const { t } = useTranslation("promotions");
  const { promotionId } = route.useParams();
  const promotion = usePromotion(promotionId);
  const may = useMay();
  const found = promotion.data;
  return (
    <Page
      title={found ? nameOf(found) : t("one")}
      aside={found && <StandingBadge promotion={found} />}
      back={{ to: "/promotions", text: t(isDealer(useUser()) ? "own.title" : "title") }}
      actions={found && may("write_promotions") && <StaffActions promotion={found} />}
    >
      <Found query={promotion}>{(shown) => <Whole promotion={shown} />}</Found>
    </Page>
  );
}

function Whole({ promotion }: { readonly promotion: PromotionDetail }): React.ReactElement {
  const { t } = useTranslation("promotions");
  const staff = !isDealer(useUser());
  const may = useMay();
  const { standing, reason, mine } = promotion;
  return (
    <>
      {standing === "draft" && <Message>{t("draft_means")}</Message>}
      {(standing === "ended" || standing === "withdrawn") && (
        <Message tone="warn">{reason === null ? t("ended") : t("ended_since", { reason })}</Message>
      )}
      <Columns>
        <div>
          <Card title={t("offer")}>
            <p className={styles.offer}>
              <OfferWords promotion={promotion} />
            </p>
            <Facts
              facts={[
                [t("products"), <ProductWords key="products" promotion={promotion} />],
                [t("valid"), <Days key="days" promotion={promotion} />],
                [t("zone"), zoneName()],
                [t("taking"), t(promotion.opt_in ? "opt_in" : "automatic")],
                [
                  t(promotion.offer.kind === "spend_and_save" ? "quota_orders" : "quota_pieces"),
                  promotion.quota === null ? null : <Pieces count={promotion.quota} />,
                ],
                ...(mine ? [[t("own.saved"), <Money key="saved" amount={mine.saved} />] as const] : []),
              ]}
            />
          </Card>
          <Terms promotion={promotion} />
          {staff && may("write_promotions") && standing === "draft" && <Preview promotion={promotion} />}
          {staff && may("read_enrolments") && promotion.opt_in && standing !== "draft" && (
            <Enrolments promotionId={promotion.promotion_id} />
          )}
        </div>
        <div>{staff ? <StaffFacts promotion={promotion} /> : <TakingPart promotion={promotion} />}</div>
      </Columns>
    </>
  );
}

/** What staff alone are told. */
function StaffFacts({ promotion }: { readonly promotion: PromotionDetail }): React.ReactElement {
  const { t } = useTranslation("promotions");
  const { group, priority, promotion_id, made_at, made_by, published_at, published_by, ended_at, ended_by } = promotion;
  const by = (at: string | null, who: string | null): React.ReactElement | null =>
    at === null ? null : (
      <>
        <Instant at={at} /> · {who}
      </>
    );
  return (
    <Card title={t("facts")}>
      <Facts
        facts={[
          [t("budget_used"), <BudgetUse key="budget" promotion={promotion} />],
          [t("audience"), <AudienceWords key="audience" promotion={promotion} />],
          [t("group"), group === "default" ? t("group_default") : group],
          [t("priority"), String(priority)],
          [t("id"), promotion_id],
          [t("made"), by(made_at, made_by)],
          [t("published"), by(published_at, published_by)],
          [t("ended_at"), by(ended_at, ended_by)],
        ]}
      />
    </Card>
  );
}
