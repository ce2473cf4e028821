/** One return, for both sides: where it stands, what comes back, what is credited and why, what one may do with it. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useUser } from "../api/session";
import { isDealer } from "../kernel/permissions";
import { Facts } from "../ui/facts";
import { Instant } from "../ui/figures";
import { Card, Columns, Page } from "../ui/page";
import { Found, Message } from "../ui/states";
import { useReturn } from "./calls";
import { CreditExplained } from "./credit_card";
import { ReturnLines } from "./return_lines";
import { TONES, type Return } from "./return_rules";
import { ReturnSteps } from "./return_steps";
import { ReturnThread } from "./return_thread";
import styles from "./returns.module.css";
import { StateBadge } from "./state_badge";
import { TimeLine } from "./time_line";

const route = getRouteApi("/in/returns/$returnId");

export function ReturnPage(): React.ReactElement {
  const { t } = useTranslation("returns");
  const { returnId } = route.useParams();
  const found = useReturn(returnId);
  return (
    <Page
      title={t("title_one", { name: returnId })}
      back={{ to: "/returns", text: t("title") }}
      aside={found.data && <StateBadge state={found.data.state} />}
    >
      <Found query={found}>{(made) => <Whole made={made} />}</Found>
    </Page>
  );
}

function Whole({ made }: { readonly made: Return }): React.ReactElement {
  const { t } = useTranslation("returns");
  const user = useUser();
  const { state } = made;
  const tone = TONES[state];
  const credit = made.credit ?? made.expected;
  return (
    <>
      <div className={styles.now}>
        <Message tone={tone === "accent" ? "plain" : tone}>
          {t(isDealer(user) ? `next.dealer.${state}` : `next.staff.${state}`)}
        </Message>
        <ReturnSteps made={made} />
      </div>
      <Columns>
        <div>
          <About made={made} />
          <Photos made={made} />
        </div>
        <Card title={t("time_line")}>
          <TimeLine made={made} />
        </Card>
      </Columns>
      <Card title={t("lines")}>
        <ReturnLines made={made} />
      </Card>
      {credit && (
        <Card title={t(made.credit ? "credit" : "credit_expected")}>
          {!made.credit && <p className="quiet">{t("credit_expected_hint")}</p>}
          <CreditExplained credit={credit} named={(line) => lineOf(made, line)} />
        </Card>
      )}
      <ReturnThread returnId={made.return_id} />
    </>
  );
}

/** Kept free goods may stand on a line that does not come back: then its number is all that is known. */
function lineOf({ lines }: Return, number: number): { line: number; name: string; sku: string; free: boolean } {
  return lines.find(({ line }) => line === number) ?? { line: number, name: `#${number}`, sku: "", free: true };
}

function About({ made }: { readonly made: Return }): React.ReactElement {
  const { t } = useTranslation("returns");
  return (
    <Card>
      <Facts
        facts={[
          [
            t("order"),
            <Link key="order" to="/orders/$orderId" params={{ orderId: made.order_id }}>
              {made.order_id}
            </Link>,
          ],
          [t("dealer"), made.dealer_name],
          [t("requested_at"), <Instant key="at" at={made.requested_at} />],
          [t("warehouse"), made.warehouse_id],
          [
            t("reason"),
            <span key="reason" className={styles.reason}>
              {made.reason}
            </span>,
          ],
        ]}
      />
    </Card>
  );
}

function Photos({ made: { photos } }: { readonly made: Return }): React.ReactElement | null {
  const { t } = useTranslation("returns");
  if (photos.length === 0) return null;
  return (
    <Card title={t("photos")}>
      <ul className={styles.photos}>
        {photos.map(({ upload_id, file_name, url }) => (
          <li key={upload_id}>
            <a href={url} target="_blank" rel="noreferrer" className={styles.photo}>
              <img src={url} alt={file_name} loading="lazy" />
              {file_name}
            </a>
          </li>
        ))}
      </ul>
    </Card>
  );
}
