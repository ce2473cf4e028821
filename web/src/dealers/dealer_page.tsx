/** One dealer's whole picture: the company, its terms, its people, its orders, its account, what it was before. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@mantine/core";
import { useMay } from "../kernel/permissions";
import { Card, Columns, Page } from "../ui/page";
import { Found, Message } from "../ui/states";
import { DealerAccount } from "./dealer_account";
import { DealerBadge } from "./dealer_badge";
import { DealerFacts } from "./dealer_facts";
import { DealerOrders } from "./dealer_orders";
import { DealerRebates } from "./dealer_rebates";
import { DealerUsers } from "./dealer_users";
import { EditDealer } from "./edit_dealer";
import { HierarchyCard } from "./hierarchy_card";
import { Standings } from "./standings";
import { StateActions } from "./state_actions";
import { useDealer, type Dealer } from "./dealer_queries";

const route = getRouteApi("/in/dealers/$dealerId");

export function DealerPage(): React.ReactElement {
  const { dealerId } = route.useParams();
  const found = useDealer(dealerId);
  return <Found query={found}>{(dealer) => <OneDealer key={dealerId} dealer={dealer} />}</Found>;
}

function OneDealer({ dealer }: { readonly dealer: Dealer }): React.ReactElement {
  const { t } = useTranslation("dealers");
  const may = useMay();
  const { dealer_id, name, state, state_reason } = dealer;
  return (
    <Page
      title={name}
      aside={<DealerBadge state={state} />}
      back={{ to: "/dealers", text: t("title") }}
      actions={may("move_dealers") && <StateActions dealer={dealer} />}
    >
      {state !== "active" && state_reason !== null && (
        <Message tone="warn">{t(`why.${state}`, { reason: state_reason })}</Message>
      )}
      {may("read_accounts") && <DealerAccount dealerId={dealer_id} />}
      <Columns>
        <div>
          <Company dealer={dealer} />
          {may("read_orders") && <DealerOrders dealerId={dealer_id} />}
          <DealerUsers dealerId={dealer_id} />
        </div>
        <div>
          {may("read_rebates") && <DealerRebates dealerId={dealer_id} />}
          <HierarchyCard dealer={dealer} />
          <Card title={t("standings")}>
            <Standings standings={dealer.standings} />
          </Card>
          <Further dealer={dealer} />
        </div>
      </Columns>
    </Page>
  );
}

function Company({ dealer }: { readonly dealer: Dealer }): React.ReactElement {
  const { t } = useTranslation("dealers");
  const may = useMay();
  const [editing, setEditing] = useState(false);
  const close = (): void => {
    setEditing(false);
  };
  const mayEdit = may("change_dealers") && dealer.state !== "closed";
  return (
    <Card
      title={t("company_and_terms")}
      actions={
        mayEdit &&
        !editing && (
          <Button
            variant="default"
            size="compact-sm"
            onClick={() => {
              setEditing(true);
            }}
          >
            {t("edit")}
          </Button>
        )
      }
    >
      {editing ? <EditDealer dealer={dealer} close={close} /> : <DealerFacts dealer={dealer} />}
    </Card>
  );
}

/** Where more of this dealer stands. */
function Further({ dealer: { dealer_id, case_id } }: { readonly dealer: Dealer }): React.ReactElement | null {
  const { t } = useTranslation("dealers");
  const may = useMay();
  const links = [
    may("read_orders") && (
      <Link to="/orders" search={{ dealer: dealer_id }}>
        {t("to_orders")}
      </Link>
    ),
    may("read_accounts") && (
      <Link to="/accounts/$dealerId" params={{ dealerId: dealer_id }}>
        {t("to_account")}
      </Link>
    ),
    case_id !== null && may("read_cases") && (
      <Link to="/cases/$caseId" params={{ caseId: case_id }}>
        {t("to_case")}
      </Link>
    ),
  ].filter((link) => link !== false);
  if (links.length === 0) return null;
  return (
    <Card title={t("further")}>
      <ul>
        {links.map((link, place) => (
          <li key={place}>{link}</li>
        ))}
      </ul>
    </Card>
  );
}
