/** Every state that the order came into, with who, when and why; at the end what comes next. */
import { useTranslation } from "react-i18next";
import { Instant } from "../ui/figures";
import { readAgainAfter, type Order } from "./order_rules";
import styles from "./orders.module.css";

/** How the system names itself where it did something. */
const SYSTEM = "system";

type Translate = ReturnType<typeof useTranslation<"orders">>["t"];

/** The shipment or the receipt by which the order came into a state. */
function documentName(t: Translate, { receipts }: Order, document: string): string {
  const came = receipts.some(({ receipt_id }) => receipt_id === document);
  return came ? t("receipt", { receipt: document }) : t("shipment_of", { shipment: document });
}

export function TimeLine({ order }: { readonly order: Order }): React.ReactElement {
  const { t } = useTranslation("orders");
  const { steps, state } = order;
  return (
    <ol className={styles.line}>
      {steps.map((step, place) => (
        <li key={place} data-now={place === steps.length - 1 ? "" : undefined}>
          <strong>{t(`state.${step.state}`)}</strong>
          {step.document && <span>{documentName(t, order, step.document)}</span>}
          <span className="quiet">
            <Instant at={step.at} /> · {step.by === SYSTEM ? t("by_system") : step.by}
          </span>
          {step.reason !== null && <span className={styles.reason}>{step.reason}</span>}
        </li>
      ))}
      {readAgainAfter(order) !== false && (
        <li data-next="">
          <span className="quiet">{t(`then.${state}`)}</span>
        </li>
      )}
    </ol>
  );
}
