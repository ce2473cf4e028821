/** Amending a registration: what was stated is filled in, documents are kept or replaced, and all is sent at once. */
import { Button } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, openApi } from "../api/client";
import { useCommand } from "../api/command";
import type { Schemas } from "../api/schemas";
import { ApiError } from "../kernel/errors";
import { leadToProblem } from "../ui/lead_to_problem";
import { Card } from "../ui/page";
import { Found, Message, Problem } from "../ui/states";
import { stated as statedOf, TYPED_FIELDS, typedOf, type HeldDocument, type Offer, type Stated } from "./application";
import { ConsentPart } from "./consent_part";
import { DocumentsPart } from "./documents_part";
import { CompanyFields, ContactFields } from "./fields";
import { refusedParts, useFilling } from "./use_filling";
import { useOffer } from "./use_offer";
import { upload } from "./upload";
import { useUploads } from "./use_uploads";
import styles from "./onboarding.module.css";

interface FormProps {
  readonly caseId: string;
  readonly secret: string;
  readonly stated: Stated;
}

export function AmendForm(props: FormProps): React.ReactElement {
  const { t } = useTranslation("onboarding");
  const offer = useOffer();
  return (
    <Card title={t("amend")}>
      <Found query={offer}>{(found) => <Amending {...props} offer={found} />}</Found>
    </Card>
  );
}

function Amending({ caseId, secret, stated, offer }: FormProps & { readonly offer: Offer }): React.ReactElement {
  const { t } = useTranslation("onboarding");
  const place = useRef<HTMLFormElement>(null);
  const [typed, setTyped] = useState(() => typedOf(stated));
  const [documents, setDocuments] = useState<readonly HeldDocument[]>(() =>
    stated.documents.map((one) => ({ ...one, at: null })),
  );
  const [agreed, setAgreed] = useState(false);
  const [tried, setTried] = useState(false);
  const filling = useFilling(typed, setTyped);
  const uploads = useUploads((document) => {
    setDocuments((before) => [...before, document]);
  }, upload);
  const newText = offer.consent.version !== stated.consent_version;
  const send = useCommand(
    async (body: Schemas["AmendmentIn"], key) => {
      try {
        const params = {
          path: { case_id: caseId },
          header: { "X-Case-Secret": secret, "Idempotency-Key": key },
        };
        return await answered(openApi.POST("/registrations/{case_id}/amendments", { params, body }));
      } catch (error) {
        if (error instanceof ApiError && error.status === 422) filling.refuse(refusedParts(error.fields));
        throw error;
      }
    },
    { changes: [["case", caseId]], says: () => t("amend_sent") },
  );
  const refused = send.error instanceof ApiError && send.error.status === 422;
  const documentsProblem = (): string | null => {
    if (filling.refused.includes("documents")) return t("problem.documents_refused");
    if (tried && uploads.busy) return t("problem.documents_under_way");
    return tried && documents.length === 0 ? t("problem.documents") : null;
  };
  const submit = (): void => {
    setTried(true);
    const right = filling.check(TYPED_FIELDS) && documents.length > 0 && !uploads.busy && (agreed || !newText);
    if (!right) {
      leadToProblem(place.current);
      return;
    }
    const consent = newText ? { version: offer.consent.version, accepted: true as const } : null;
    void send.run({ ...statedOf(typed, documents), consent });
  };
  return (
    <form
      ref={place}
      className={styles.body}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <CompanyFields filling={filling} offer={offer} />
      <ContactFields filling={filling} />
      <h3>{t("documents")}</h3>
      <DocumentsPart
        offer={offer}
        documents={documents}
        uploads={uploads}
        remove={({ upload_id }) => {
          setDocuments((before) => before.filter((one) => one.upload_id !== upload_id));
        }}
        problem={documentsProblem()}
      />
      {newText && (
        <>
          <h3>{t("consent_changed")}</h3>
          <ConsentPart consent={offer.consent} given={agreed} give={setAgreed} missing={tried} />
        </>
      )}
      {refused ? <Message tone="bad">{t("refused")}</Message> : <Problem error={send.error} />}
      <div className={styles.foot}>
        <span />
        <Button type="submit" loading={send.busy}>
          {t("amend_send")}
        </Button>
      </div>
    </form>
  );
}
