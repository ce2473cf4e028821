/** The maker's staff: whom an admin takes in, changes, and keeps out. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { useRegions } from "../company/regions";
import { language } from "../kernel/i18n";
import { useMay } from "../kernel/permissions";
import { ChoiceFilter, Filters, SearchFilter } from "../ui/filters";
import { Card, Page } from "../ui/page";
import { Found } from "../ui/states";
import { PeopleTable } from "./people_table";
import { STAFF_ROLES } from "./person";
import { InviteStaff, StaffActions } from "./staff_changes";

type Staff = Schemas["StaffOut"];

const route = getRouteApi("/in/staff");
const STATES = ["active", "inactive"] as const;

export function StaffPage(): React.ReactElement {
  const { t } = useTranslation("people");
  const { t: kernel } = useTranslation();
  const { role: named, state: wanted, q } = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay();
  const regions = useRegions();
  const [inviting, setInviting] = useState(false);
  const role = STAFF_ROLES.find((one) => one === named);
  const state = STATES.find((one) => one === wanted);
  const found = useQuery({ queryKey: ["staff"], queryFn: () => answered(api.GET("/staff")) });
  const keep = (one: Staff): boolean =>
    (role === undefined || one.role === role) &&
    (state === undefined || one.active === (state === "active")) &&
    (q === undefined || [one.name, one.email].some((text) => text.toLowerCase().includes(q.toLowerCase())));
  return (
    <Page
      title={t("staff")}
      actions={
        may("write_staff") && (
          <Button
            onClick={() => {
              setInviting(true);
            }}
          >
            {t("invite")}
          </Button>
        )
      }
    >
      <Filters>
        <SearchFilter
          label={t("find")}
          value={q}
          change={(next) => void navigate({ search: (given) => ({ ...given, q: next }), replace: true })}
        />
        <ChoiceFilter
          label={t("role")}
          value={role}
          every={t("roles_every")}
          choices={STAFF_ROLES.map((one) => [one, kernel(`role.${one}`)] as const)}
          change={(next) => void navigate({ search: (given) => ({ ...given, role: next }), replace: true })}
        />
        <ChoiceFilter
          label={t("state")}
          value={state}
          every={t("states_every")}
          choices={STATES.map((one) => [one, t(one)] as const)}
          change={(next) => void navigate({ search: (given) => ({ ...given, state: next }), replace: true })}
        />
      </Filters>
      <Card>
        <Found query={found}>
          {({ items }) => (
            <PeopleTable
              caption={t("staff")}
              people={items.filter(keep)}
              empty={t("none_found")}
              regions={(one) => new Intl.ListFormat(language()).format(one.regions.map(regions.name))}
              {...(may("write_staff")
                ? { actions: (one: Staff) => <StaffActions one={one} regions={regions.all} /> }
                : {})}
            />
          )}
        </Found>
      </Card>
      {inviting && (
        <InviteStaff
          regions={regions.all}
          close={() => {
            setInviting(false);
          }}
        />
      )}
    </Page>
  );
}
