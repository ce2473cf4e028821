/** Registering as a dealer: four steps, saved as one goes, sent once. */
import { Button } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { language } from "../kernel/i18n";
import { Card, Page } from "../ui/page";
import { Found } from "../ui/states";
import { forgetDraft, recallDraft } from "./draft_store";
import { Registering } from "./registering";
import { useOffer } from "./use_offer";
import styles from "./onboarding.module.css";

const route = getRouteApi("/open/register");

export function RegisterPage(): React.ReactElement {
  const { t } = useTranslation("onboarding");
  const offer = useOffer();
  const navigate = route.useNavigate();
  const [draft, setDraft] = useState(() => recallDraft(language(), Date.now()));
  const [round, setRound] = useState(0);
  const [caseId, setCaseId] = useState<string | null>(null);
  if (caseId !== null) return <Registered caseId={caseId} />;
  return (
    <Page title={t("register")} narrow>
      <p className="quiet">{t("register_text")}</p>
      <Found query={offer}>
        {(found) => (
          <Registering
            key={round}
            offer={found}
            first={draft}
            sent={(made) => {
              forgetDraft();
              setCaseId(made);
            }}
            restart={() => {
              forgetDraft();
              setDraft(recallDraft(language(), Date.now()));
              setRound(round + 1);
              void navigate({ search: () => ({}), replace: true });
            }}
          />
        )}
      </Found>
    </Page>
  );
}

/** It is sent: what happens next. */
function Registered({ caseId }: { readonly caseId: string }): React.ReactElement {
  const { t } = useTranslation("onboarding");
  return (
    <Page title={t("registered")} narrow>
      <Card>
        <p>{t("registered_text", { case: caseId })}</p>
        <h2>{t("registered_next")}</h2>
        <ol className={styles.next}>
          <li>{t("registered_next.mail")}</li>
          <li>{t("registered_next.decision")}</li>
          <li>{t("registered_next.welcome")}</li>
        </ol>
        <p>
          <Button component={Link} to="/sign-in" variant="default">
            {t("to_sign_in")}
          </Button>
        </p>
      </Card>
    </Page>
  );
}
