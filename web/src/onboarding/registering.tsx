/** The registration while it is filled in. What is typed and uploaded is kept in this browser until it is sent. */
import { Button } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, openApi } from "../api/client";
import { useCommand } from "../api/command";
import { ApiError } from "../kernel/errors";
import { ConfirmButton } from "../ui/dialog";
import { leadToProblem } from "../ui/lead_to_problem";
import { Card } from "../ui/page";
import { Message, Problem } from "../ui/states";
import { COMPANY_FIELDS, CONTACT_FIELDS, problemsOf, stated, type Name, type Offer, type Part } from "./application";
import { ConsentPart } from "./consent_part";
import { DocumentsPart } from "./documents_part";
import { keepDraft, sendingOf, type Draft } from "./draft_store";
import { CompanyFields, ContactFields } from "./fields";
import { Review } from "./review";
import { stepNamed, stepsBefore, STEPS, StepsBar, type Step } from "./steps";
import { refusedParts, useFilling } from "./use_filling";
import { upload } from "./upload";
import { useUploads } from "./use_uploads";
import styles from "./onboarding.module.css";

const route = getRouteApi("/open/register");

const FIELDS: Readonly<Record<Step, readonly Name[]>> = {
  company: COMPANY_FIELDS,
  contact: CONTACT_FIELDS,
  documents: [],
  review: [],
};

interface Props {
  readonly offer: Offer;
  readonly first: Draft;
  readonly sent: (caseId: string) => void;
  readonly restart: () => void;
}

export function Registering({ offer, first, sent, restart }: Props): React.ReactElement {
  const { t } = useTranslation("onboarding");
  const place = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(first);
  const [asked, setAsked] = useState(false);
  const [agreed, setAgreed] = useState(false);
  const { step, goTo } = useStep();
  const heading = useStepHeading(step);
  const filling = useFilling(draft.typed, (typed) => {
    setDraft((before) => ({ ...before, typed }));
  });
  const uploads = useUploads((document) => {
    setDraft((before) => ({ ...before, documents: [...before.documents, document] }));
  }, upload);
  useEffect(() => {
    keepDraft(draft);
  }, [draft]);
  const send = useSending(draft, setDraft, offer, sent, (parts) => {
    filling.refuse(parts);
    const wrong = STEPS.find((each) => isOf(each, parts));
    if (wrong) goTo(wrong);
  });

  const isRight = (each: Step): boolean =>
    each === "documents"
      ? draft.documents.length > 0 && !uploads.busy
      : Object.keys(problemsOf(draft.typed, FIELDS[each])).length === 0;
  /** Goes there, or to the first step before it in which something is missing. */
  const advance = (to: Step): void => {
    const missing = stepsBefore(to).find((each) => !isRight(each));
    const names = stepsBefore(to).flatMap((each) => FIELDS[each]);
    filling.check(names);
    setAsked(stepsBefore(to).includes("documents"));
    goTo(missing ?? to);
    if (missing !== undefined) leadToProblem(place.current);
  };
  const submit = (): void => {
    const next = STEPS[STEPS.indexOf(step) + 1];
    if (next) advance(next);
    else if (STEPS.some((each) => each !== "review" && !isRight(each))) advance("review");
    else if (agreed) void send.run(undefined);
    else {
      setAsked(true);
      leadToProblem(place.current);
    }
  };
  const back = stepsBefore(step).at(-1);
  return (
    <Card>
      <StepsBar at={step} isDone={(each) => each !== "review" && isRight(each)} goTo={advance} />
      <form
        ref={place}
        className={styles.body}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <h2 tabIndex={-1} ref={heading}>
          {t(`step_title.${step}`)}
        </h2>
        {step === "company" && <CompanyFields filling={filling} offer={offer} />}
        {step === "contact" && <ContactFields filling={filling} />}
        {step === "documents" && (
          <DocumentsPart
            offer={offer}
            documents={draft.documents}
            uploads={uploads}
            remove={({ upload_id }) => {
              setDraft((before) => ({
                ...before,
                documents: before.documents.filter((one) => one.upload_id !== upload_id),
              }));
            }}
            problem={documentsProblem()}
          />
        )}
        {step === "review" && (
          <>
            <Review typed={draft.typed} documents={draft.documents} offer={offer} goTo={goTo} />
            <ConsentPart consent={offer.consent} given={agreed} give={setAgreed} missing={asked} />
            {send.error instanceof ApiError && send.error.status === 422 ? (
              <Message tone="bad">{t("refused")}</Message>
            ) : (
              <Problem error={send.error} />
            )}
          </>
        )}
        <div className={styles.foot}>
          {back ? (
            <Button
              variant="default"
              onClick={() => {
                goTo(back);
              }}
            >
              {t("back")}
            </Button>
          ) : (
            <span />
          )}
          <Button type="submit" loading={send.busy}>
            {t(step === "review" ? "send" : "next")}
          </Button>
        </div>
      </form>
      <div className={styles.foot}>
        <p className="quiet">{t("saved")}</p>
        <ConfirmButton
          text={t("restart")}
          question={t("restart_question")}
          yes={t("restart")}
          quiet
          act={() => {
            restart();
            return Promise.resolve(true);
          }}
        >
          <p>{t("restart_text")}</p>
        </ConfirmButton>
      </div>
    </Card>
  );

  function documentsProblem(): string | null {
    if (filling.refused.includes("documents")) return t("problem.documents_refused");
    if (!asked) return null;
    if (uploads.busy) return t("problem.documents_under_way");
    return draft.documents.length === 0 ? t("problem.documents") : null;
  }
}

/** The step stands in the address: the browser's own way back leads to the step before. */
function useStep(): { readonly step: Step; readonly goTo: (step: Step) => void } {
  const { step: named } = route.useSearch();
  const navigate = route.useNavigate();
  return {
    step: stepNamed(named),
    goTo: (step) => void navigate({ search: () => ({ step }) }),
  };
}

/** Whoever turns to another step begins at its heading. */
function useStepHeading(step: Step): React.RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  const last = useRef(step);
  useEffect(() => {
    if (last.current !== step) heading.current?.focus();
    last.current = step;
  }, [step]);
  return heading;
}

function isOf(step: Step, parts: readonly Part[]): boolean {
  if (step === "documents") return parts.includes("documents");
  return step === "review" ? parts.includes("consent") : FIELDS[step].some((name) => parts.includes(name));
}

/** Sends it under the key that is kept with the draft: once, also where a reload came between. */
function useSending(
  draft: Draft,
  setDraft: (draft: Draft) => void,
  offer: Offer,
  sent: (caseId: string) => void,
  refused: (parts: readonly Part[]) => void,
): ReturnType<typeof useCommand<undefined, { readonly case_id: string }>> {
  return useCommand(
    async () => {
      const consent = { version: offer.consent.version, accepted: true as const };
      const body = { ...stated(draft.typed, draft.documents), consent };
      const sending = sendingOf(draft, body);
      const kept = { ...draft, sending };
      setDraft(kept);
      keepDraft(kept);
      try {
        const header = { "Idempotency-Key": sending.key };
        return await answered(openApi.POST("/registrations", { params: { header }, body }));
      } catch (error) {
        if (error instanceof ApiError && error.status === 422) refused(refusedParts(error.fields));
        throw error;
      }
    },
    {
      then: ({ case_id }) => {
        sent(case_id);
      },
    },
  );
}
