/** The people who act for a dealer, as staff see them. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { PeopleTable } from "../people/people_table";
import { Card } from "../ui/page";
import { Found } from "../ui/states";

export function DealerUsers({ dealerId }: { readonly dealerId: string }): React.ReactElement {
  const { t } = useTranslation("dealers");
  const path = { dealer_id: dealerId };
  const found = useQuery({
    queryKey: ["dealers", "users", dealerId],
    queryFn: () => answered(api.GET("/dealers/{dealer_id}/users", { params: { path } })),
  });
  return (
    <Card title={t("users")}>
      <Found query={found}>
        {({ items }) => <PeopleTable caption={t("users")} people={items} empty={t("users_none")} />}
      </Found>
    </Card>
  );
}
