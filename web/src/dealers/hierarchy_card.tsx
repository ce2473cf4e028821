/** A dealer's place among the dealers, for staff: its parent from day to day, who stands below, and setting the parent. */
import { Button } from "@mantine/core";
import { Link as PageLink } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../kernel/permissions";
import { businessDay, day } from "../kernel/dates";
import { Badge } from "../ui/badge";
import { Card } from "../ui/page";
import { Found } from "../ui/states";
import type { Dealer } from "./dealer_queries";
import { holdsOn, useHierarchy, type Hierarchy, type Link } from "./hierarchy";
import { SetParent } from "./set_parent";
import styles from "./dealers.module.css";

export function HierarchyCard({ dealer }: { readonly dealer: Dealer }): React.ReactElement {
  const { t } = useTranslation("dealers");
  const may = useMay();
  const found = useHierarchy(dealer.dealer_id);
  const [setting, setSetting] = useState(false);
  const close = (): void => {
    setSetting(false);
  };
  return (
    <Card
      title={t("hierarchy")}
      actions={
        may("change_dealers") &&
        dealer.state !== "closed" &&
        !setting && (
          <Button
            variant="default"
            size="compact-sm"
            onClick={() => {
              setSetting(true);
            }}
          >
            {t("hierarchy.set")}
          </Button>
        )
      }
    >
      <Found query={found}>
        {(place) => (
          <>
            {setting && <SetParent dealer={dealer} place={place} close={close} />}
            <Parents place={place} />
            <Below place={place} />
          </>
        )}
      </Found>
    </Card>
  );
}

function Parents({ place: { parents } }: { readonly place: Hierarchy }): React.ReactElement {
  const { t } = useTranslation("dealers");
  if (parents.length === 0) return <p className="quiet">{t("hierarchy.no_parent")}</p>;
  return (
    <>
      <h3>{t("hierarchy.parent")}</h3>
      <ul className={styles.links}>
        {[...parents].reverse().map((link) => (
          <li key={link.first_day}>
            <PageLink to="/dealers/$dealerId" params={{ dealerId: link.parent_id }}>
              {link.parent_name}
            </PageLink>
            <LinkDays link={link} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Below({ place: { below, sub_dealers } }: { readonly place: Hierarchy }): React.ReactElement | null {
  const { t } = useTranslation("dealers");
  const now = businessDay(new Date());
  const others = sub_dealers.filter((link) => !holdsOn(link, now)).map((link) => ({ ...link, level: 1 }));
  if (below.length === 0 && others.length === 0) return null;
  return (
    <>
      <h3>{t("hierarchy.below")}</h3>
      <ul className={styles.links}>
        {[...below, ...others].map((link) => (
          <li key={`${link.dealer_id} ${link.first_day}`}>
            <span>
              <PageLink to="/dealers/$dealerId" params={{ dealerId: link.dealer_id }}>
                {link.dealer_name}
              </PageLink>
              {link.level > 1 && (
                <span className="quiet"> {t("hierarchy.level", { level: link.level, parent: link.parent_name })}</span>
              )}
            </span>
            <LinkDays link={link} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** From when to when a link holds; one that does not hold today says so. */
export function LinkDays({ link }: { readonly link: Link }): React.ReactElement {
  const { t } = useTranslation("dealers");
  const now = businessDay(new Date());
  const first = day(link.first_day);
  return (
    <span className="quiet">
      {link.last_day === null
        ? t("hierarchy.from", { first })
        : t("hierarchy.between", { first, last: day(link.last_day) })}{" "}
      {!holdsOn(link, now) && (
        <Badge tone="plain">{link.first_day > now ? t("hierarchy.planned") : t("hierarchy.past")}</Badge>
      )}
    </span>
  );
}
