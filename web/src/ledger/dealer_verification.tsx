/** One dealer's books verified at once: every check, and what was found where one does not hold. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { instant } from "../kernel/dates";
import { CheckList } from "../insights/check_list";
import { Card } from "../ui/page";
import { Found, Message } from "../ui/states";

export function DealerVerification({ dealerId }: { readonly dealerId: string }): React.ReactElement {
  const { t } = useTranslation("ledger");
  const [asked, setAsked] = useState(false);
  const report = useQuery({
    queryKey: ["accounts", dealerId, "verification"],
    queryFn: () =>
      answered(api.GET("/accounts/{dealer_id}/verification", { params: { path: { dealer_id: dealerId } } })),
    enabled: asked,
    staleTime: 0,
  });
  return (
    <Card
      title={t("verify.title")}
      actions={
        <Button
          variant="default"
          loading={report.isFetching}
          onClick={() => {
            if (asked) void report.refetch();
            else setAsked(true);
          }}
        >
          {asked ? t("verify.again") : t("verify.start")}
        </Button>
      }
    >
      {!asked && <p className="quiet">{t("verify.hint")}</p>}
      {asked && (
        <Found query={report}>
          {({ clean, verified_at, items }) => (
            <>
              <Message tone={clean ? "good" : "bad"}>
                {clean
                  ? t("verify.clean", { at: instant(verified_at) })
                  : t("verify.not_clean", { at: instant(verified_at), count: items.length })}
              </Message>
              <CheckList findings={items} />
            </>
          )}
        </Found>
      )}
    </Card>
  );
}
