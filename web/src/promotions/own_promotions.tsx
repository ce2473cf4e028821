/** A dealer's campaigns: what is on, on which products, until when, and whether it takes part. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { day } from "../kernel/dates";
import { Badge } from "../ui/badge";
import { Facts } from "../ui/facts";
import { Money, Pieces } from "../ui/figures";
import { Card, Page } from "../ui/page";
import { Empty, Found } from "../ui/states";
import { Days, nameOf, OfferWords, ProductWords, StandingBadge } from "./parts";
import { useOffered, type Promotion } from "./promotion_queries";
import styles from "./promotions.module.css";

export function OwnPromotions(): React.ReactElement {
  const { t } = useTranslation("promotions");
  const offered = useOffered();
  return (
    <Page title={t("own.title")}>
      <Found query={offered}>
        {(items) =>
          items.length === 0 ? (
            <Card>
              <Empty action={<Link to="/catalog">{t("own.to_catalog")}</Link>}>{t("own.none")}</Empty>
            </Card>
          ) : (
            <div className={styles.offers}>
              {items.map((promotion) => (
                <One key={promotion.promotion_id} promotion={promotion} />
              ))}
            </div>
          )
        }
      </Found>
    </Page>
  );
}

function One({ promotion }: { readonly promotion: Promotion }): React.ReactElement {
  const { t } = useTranslation("promotions");
  const { promotion_id, mine } = promotion;
  return (
    <Card title={nameOf(promotion)} actions={<StandingBadge promotion={promotion} />}>
      <p className={styles.offer}>
        <OfferWords promotion={promotion} />
      </p>
      <Facts
        facts={[
          [t("products"), <ProductWords key="products" promotion={promotion} />],
          [t("valid"), <Days key="days" promotion={promotion} />],
          ...mineFacts(promotion),
        ]}
      />
      <div className={styles.foot}>
        {mine && <PartBadge promotion={promotion} />}
        <Link to="/promotions/$promotionId" params={{ promotionId: promotion_id }}>
          {promotion.opt_in && !mine?.taking_part ? t("own.terms_and_join") : t("own.terms")}
        </Link>
      </div>
    </Card>
  );

  function mineFacts({ mine: part, offer }: Promotion): readonly (readonly [string, React.ReactNode])[] {
    if (!part) return [];
    const left = part.quota_left === null ? null : <Pieces count={part.quota_left} />;
    return [
      [t("own.saved"), /[1-9]/.test(part.saved) ? <Money amount={part.saved} /> : null],
      [t(offer.kind === "spend_and_save" ? "own.orders_left" : "own.pieces_left"), left],
    ];
  }
}

/** Whether the dealer takes part, and whether anything is left for it. */
export function PartBadge({ promotion }: { readonly promotion: Promotion }): React.ReactElement | null {
  const { t } = useTranslation("promotions");
  const { mine, opt_in, standing, first_day } = promotion;
  if (!mine) return null;
  if (mine.exhausted) return <Badge tone="warn">{t("own.exhausted")}</Badge>;
  if (standing === "upcoming") return <Badge>{t("own.begins", { day: day(first_day) })}</Badge>;
  if (!opt_in) return <Badge tone="good">{t("own.automatic")}</Badge>;
  return mine.taking_part ? (
    <Badge tone="good">{t("own.taking_part")}</Badge>
  ) : (
    <Badge tone="warn">{t("own.not_joined")}</Badge>
  );
}
