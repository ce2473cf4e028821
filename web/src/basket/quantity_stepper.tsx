/** How many pieces of a product: typed, one by one, or by whole cases. What is typed counts at once. */
import { ActionIcon, Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { groupedWhole, readWhole } from "../kernel/money";
import { PiecesInput } from "../ui/inputs";
import { MOST_PIECES } from "./basket";
import styles from "./basket.module.css";

interface StepperProps {
  /** The product, for whoever hears the labels. */
  readonly name: string;
  readonly unit: string;
  readonly caseSize: number;
  readonly quantity: number;
  /** 0 is told only when one leaves the field, or steps there: a line does not vanish while one types. */
  readonly change: (quantity: number) => void;
}

export function QuantityStepper({ name, unit, caseSize, quantity, change }: StepperProps): React.ReactElement {
  const { t } = useTranslation("basket");
  const [typed, setTyped] = useState<string | null>(null);
  const read = typed === null ? quantity : readWhole(typed === "" ? "0" : typed);
  const wrong = read === null || read > MOST_PIECES;
  const step = (to: number): void => {
    setTyped(null);
    change(Math.max(0, Math.min(to, MOST_PIECES)));
  };
  return (
    <div className={styles.stepper}>
      <div className={styles.steps}>
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t("less", { name })}
          disabled={quantity === 0}
          onClick={() => {
            step(quantity - 1);
          }}
        >
          <span aria-hidden>−</span>
        </ActionIcon>
        <PiecesInput
          aria-label={t("pieces_of", { name, unit })}
          className={styles.pieces ?? ""}
          value={typed ?? String(quantity)}
          error={wrong}
          onChange={({ currentTarget }) => {
            setTyped(currentTarget.value);
            const count = readWhole(currentTarget.value);
            if (count !== null && count > 0 && count <= MOST_PIECES) change(count);
          }}
          onFocus={({ currentTarget }) => {
            currentTarget.select();
          }}
          onBlur={() => {
            if (typed !== null && readWhole(typed) === 0) change(0);
            setTyped(null);
          }}
        />
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t("more", { name })}
          onClick={() => {
            step(quantity + 1);
          }}
        >
          <span aria-hidden>+</span>
        </ActionIcon>
        {caseSize > 1 && (
          <Button
            variant="default"
            size="compact-sm"
            h={36}
            px={4}
            aria-label={t("one_case_of", { name, pieces: String(caseSize), unit })}
            onClick={() => {
              step((Math.floor(quantity / caseSize) + 1) * caseSize);
            }}
          >
            {t("one_case")}
          </Button>
        )}
      </div>
      {wrong ? (
        <span className={styles.wrong} role="alert">
          {t("whole_pieces")}
        </span>
      ) : (
        <Cases quantity={quantity} unit={unit} caseSize={caseSize} />
      )}
    </div>
  );
}

/** What a case holds, and how many the quantity makes. */
function Cases({
  quantity,
  unit,
  caseSize,
}: {
  readonly quantity: number;
  readonly unit: string;
  readonly caseSize: number;
}): React.ReactElement {
  const { t } = useTranslation("basket");
  if (caseSize === 1) return <span className={styles.small}>{t("single", { unit })}</span>;
  const cases = groupedWhole(String(Math.floor(quantity / caseSize)));
  const rest = quantity % caseSize;
  const held = t("case_holds", { pieces: String(caseSize), unit });
  if (quantity < caseSize) return <span className={styles.small}>{held}</span>;
  return (
    <span className={styles.small}>
      {held} · {rest === 0 ? t("cases", { cases }) : t("cases_and", { cases, rest: String(rest), unit })}
    </span>
  );
}
