/** The users of the own dealer: whom an owner takes in, changes, and keeps out. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import type { Schemas } from "../api/schemas";
import { language } from "../kernel/i18n";
import { useMay } from "../kernel/permissions";
import { Dialog } from "../ui/dialog";
import { Card } from "../ui/page";
import { Found } from "../ui/states";
import { PeopleTable } from "./people_table";
import { PersonActions } from "./person_actions";
import { PersonForm } from "./person_form";
import { changedFields, USER_ROLES, type Person } from "./person";

type User = Schemas["UserOut"];

const CHANGES = [["users"]];

/** `active`: whether the dealer is, since only then anything of its users can be changed. */
export function OwnUsers({ active }: { readonly active: boolean }): React.ReactElement {
  const { t } = useTranslation("people");
  const may = useMay();
  const [inviting, setInviting] = useState(false);
  const found = useQuery({ queryKey: ["users"], queryFn: () => answered(api.GET("/users")) });
  const mayChange = may("write_users") && active;
  return (
    <Card
      title={t("users")}
      actions={
        mayChange && (
          <Button
            size="compact-sm"
            onClick={() => {
              setInviting(true);
            }}
          >
            {t("invite")}
          </Button>
        )
      }
    >
      <Found query={found}>
        {({ items }) => (
          <PeopleTable
            caption={t("users")}
            people={items}
            empty={t("none_found")}
            {...(mayChange ? { actions: (one: User) => <UserActions one={one} /> } : {})}
          />
        )}
      </Found>
      {inviting && (
        <InviteUser
          close={() => {
            setInviting(false);
          }}
        />
      )}
    </Card>
  );
}

function InviteUser({ close }: { readonly close: () => void }): React.ReactElement {
  const { t } = useTranslation("people");
  const send = useCommand(
    ({ name, email, role, locale }: Person, key) => {
      const body = { name: name.trim(), email: email.trim(), role: role as Schemas["NewUser"]["role"], locale };
      return answered(api.POST("/users", { params: { header: { "Idempotency-Key": key } }, body }));
    },
    { changes: CHANGES, says: ({ name, email }) => t("invited", { name, email }), then: close },
  );
  const first: Person = { name: "", email: "", role: "dealer_buyer", regions: [], locale: language() };
  return (
    <Dialog title={t("invite_user")} close={close}>
      <p className="quiet">{t("invite_text")}</p>
      <PersonForm first={first} roles={USER_ROLES} isNew regions={[]} send={send} close={close} />
    </Dialog>
  );
}

function UserActions({ one }: { readonly one: User }): React.ReactElement {
  const { t } = useTranslation("people");
  const change = useUserChange(one, (changed) => t("changed", { name: changed.name }));
  const turn = useUserChange(one, (changed) => t(changed.active ? "let_in" : "kept_out", { name: changed.name }));
  const first: Person = { ...one, regions: [], locale: one.locale === "en" ? "en" : "zh-CN" };
  return (
    <PersonActions
      one={one}
      canTurn
      turn={turn}
      change={change}
      form={(send, close) => (
        <PersonForm first={first} roles={USER_ROLES} isNew={false} regions={[]} send={send} close={close} />
      )}
      changesOf={(person) => changedFields(first, person, ["name", "role", "locale"])}
    />
  );
}

function useUserChange(
  { user_id, version }: User,
  says: (changed: User) => string,
): ReturnType<typeof useCommand<Schemas["ChangeUser"], User>> {
  return useCommand(
    (body: Schemas["ChangeUser"]) =>
      answered(
        api.PATCH("/users/{user_id}", {
          params: { path: { user_id }, header: { "If-Match": `"${version}"` } },
          body,
        }),
      ),
    { changes: CHANGES, says },
  );
}
