/** Editing a dealer's terms and contact. Only what differs is sent. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { useRegions } from "../company/regions";
import { ApiError, isRefusal } from "../kernel/errors";
import { useLanguageChoices } from "../kernel/language_names";
import { useMay } from "../kernel/permissions";
import { HINT_BELOW, PiecesInput } from "../ui/inputs";
import { leadToProblem } from "../ui/lead_to_problem";
import layout from "../ui/layout.module.css";
import { Actions, Fields } from "../ui/page";
import { Found, Message, Problem } from "../ui/states";
import { useChangeDealer } from "./change_dealer";
import { differences, draftOf, wrongIn, type DealerDraft, type DraftName } from "./dealer_draft";
import { usePossibleTerms, usePriceListNames, type Dealer } from "./dealer_queries";
import styles from "./dealers.module.css";

interface EditProps {
  readonly dealer: Dealer;
  readonly close: () => void;
}

export function EditDealer(props: EditProps): React.ReactElement {
  const possible = usePossibleTerms(props.dealer.dealer_id);
  return <Found query={possible}>{(terms) => <Form {...props} terms={terms} />}</Found>;
}

function Form({
  dealer,
  close,
  terms,
}: EditProps & { readonly terms: Schemas["PossibleTermsOut"] }): React.ReactElement {
  const { t } = useTranslation("dealers");
  const may = useMay();
  const place = useRef<HTMLFormElement>(null);
  const regions = useRegions();
  const listName = usePriceListNames();
  const languages = useLanguageChoices();
  const [draft, setDraft] = useState(() => draftOf(dealer));
  const [tried, setTried] = useState(false);
  const change = useChangeDealer(dealer, () => t("changed", { name: dealer.name }), close);
  const wrong = wrongIn(draft, terms.longest_payment_days);
  const refused = change.error instanceof ApiError && change.error.status === 422 ? change.error.fields : [];
  const of = (name: DraftName): { label: string; value: string; error: string | null; onChange: OnChange } => ({
    label: t(name),
    value: draft[name],
    error: problemOf(name),
    onChange: ({ currentTarget: { value } }) => {
      change.forget();
      setDraft((before: DealerDraft) => ({ ...before, [name]: value }));
    },
  });
  const submit = (): void => {
    setTried(true);
    if (wrong.length > 0) {
      leadToProblem(place.current);
      return;
    }
    const changes = differences(dealer, draft);
    if (Object.keys(changes).length === 0) close();
    else void change.run(changes);
  };
  const list = [
    { value: "", label: t("no_list") },
    ...terms.contract_lists.map((id) => ({ value: id, label: listName(id) })),
  ];
  return (
    <form
      ref={place}
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Fields>
        <NativeSelect
          {...of("grade")}
          data={withOwn(terms.grades, dealer.grade).map((grade) => ({
            value: grade,
            label: t("grade_named", { grade }),
          }))}
        />
        <PiecesInput
          {...of("payment_days")}
          inputWrapperOrder={HINT_BELOW}
          description={t("payment_days_hint", { most: String(terms.longest_payment_days) })}
        />
        <NativeSelect {...of("contract_list_id")} data={list} />
        {may("move_dealers") && (
          <NativeSelect
            {...of("region")}
            inputWrapperOrder={HINT_BELOW}
            description={t("region_hint")}
            data={regions.all.map(([value, label]) => ({ value, label }))}
          />
        )}
        <TextInput {...of("contact_name")} maxLength={200} />
        <TextInput {...of("phone")} type="tel" maxLength={200} />
        <NativeSelect {...of("locale")} data={languages} />
        <div className={layout.whole}>
          <TextInput {...of("address")} maxLength={200} />
        </div>
      </Fields>
      {isRefusal(change.error, "wrong_state") ? (
        <OrdersUnderWay error={change.error} />
      ) : (
        <Problem error={refused.length > 0 ? null : change.error} />
      )}
      <Actions>
        <Button type="submit" loading={change.busy}>
          {t("save")}
        </Button>
        <Button variant="default" disabled={change.busy} onClick={close}>
          {t("cancel")}
        </Button>
      </Actions>
    </form>
  );

  function problemOf(name: DraftName): string | null {
    if (refused.includes(name)) return t("problem.refused");
    if (!tried || !wrong.includes(name)) return null;
    return name === "payment_days"
      ? t("problem.payment_days", { most: String(terms.longest_payment_days) })
      : t("problem.missing");
  }
}

type OnChange = (event: { readonly currentTarget: { readonly value: string } }) => void;

/** The choices, and what stands, where it is none of them any more. */
function withOwn(choices: readonly string[], own: string): readonly string[] {
  return choices.includes(own) ? choices : [own, ...choices];
}

/** A region is left only when no order is under way. */
function OrdersUnderWay({ error: { details } }: { readonly error: ApiError }): React.ReactElement {
  const { t } = useTranslation("dealers");
  const orders = details.flatMap(({ order_id }) => (typeof order_id === "string" ? [order_id] : []));
  return (
    <Message tone="bad">
      <p>{t("orders_under_way")}</p>
      <ul>
        {orders.map((order) => (
          <li key={order}>
            <Link to="/orders/$orderId" params={{ orderId: order }}>
              {order}
            </Link>
          </li>
        ))}
      </ul>
    </Message>
  );
}
