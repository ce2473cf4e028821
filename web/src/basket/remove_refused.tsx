/** Products that cannot be ordered, and one click to go on without them. */
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Actions } from "../ui/page";
import { Message } from "../ui/states";
import styles from "./basket.module.css";
import type { LineProblem } from "./problems";
import { changeLines } from "./store";

export function RemoveRefused({
  refused,
}: {
  readonly refused: ReadonlyMap<string, LineProblem>;
}): React.ReactElement | null {
  const { t } = useTranslation("basket");
  if (refused.size === 0) return null;
  return (
    <Message tone="bad">
      <div className={styles.said}>
        <p>
          <strong>{t("refusal.lines")}</strong>
        </p>
        <ul className={styles.list}>
          {[...refused].map(([sku, why]) => (
            <li key={sku}>{t("refusal.line", { sku, why: t(`refused.${why}`) })}</li>
          ))}
        </ul>
        <Actions>
          <Button
            size="compact-sm"
            onClick={() => {
              changeLines((lines) => lines.filter(({ sku }) => !refused.has(sku)));
            }}
          >
            {t("remove_refused")}
          </Button>
        </Actions>
      </div>
    </Message>
  );
}
