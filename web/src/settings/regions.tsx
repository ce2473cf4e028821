/** The regions, each with the warehouse that serves its dealers. */
import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import type { Schemas } from "../api/schemas";
import { ApiError } from "../kernel/errors";
import { useMay } from "../kernel/permissions";
import { DataTable, type Column } from "../ui/data_list";
import { Dialog } from "../ui/dialog";
import { Actions, Card } from "../ui/page";
import { Found, Problem } from "../ui/states";

type Region = Schemas["RegionOut"];

const KEY = ["regions"] as const;

export function Regions(): React.ReactElement {
  const { t } = useTranslation("settings");
  const may = useMay()("change_regions");
  const regions = useQuery({ queryKey: KEY, queryFn: () => answered(api.GET("/regions")) });
  const [edited, setEdited] = useState<Region | "new" | null>(null);
  const columns: Column<Region>[] = [
    { key: "name", title: t("region"), lead: true, cell: ({ name }) => name },
    { key: "id", title: t("region_id"), cell: ({ region_id }) => region_id },
    { key: "warehouse", title: t("warehouse"), cell: ({ warehouse_id }) => warehouse_id },
  ];
  if (may) {
    columns.push({
      key: "edit",
      title: t("change"),
      cell: (region) => (
        <Button
          variant="subtle"
          size="compact-sm"
          aria-label={t("change_region", { name: region.name })}
          onClick={() => {
            setEdited(region);
          }}
        >
          {t("change")}
        </Button>
      ),
    });
  }
  return (
    <Card
      title={t("regions")}
      actions={
        may && (
          <Button
            variant="default"
            onClick={() => {
              setEdited("new");
            }}
          >
            {t("new_region")}
          </Button>
        )
      }
    >
      <Found query={regions}>
        {({ items }) => (
          <DataTable caption={t("regions")} columns={columns} items={items} id={({ region_id }) => region_id} />
        )}
      </Found>
      {edited !== null && (
        <RegionDialog
          region={edited === "new" ? null : edited}
          close={() => {
            setEdited(null);
          }}
        />
      )}
    </Card>
  );
}

function RegionDialog({
  region,
  close,
}: {
  readonly region: Region | null;
  readonly close: () => void;
}): React.ReactElement {
  const { t } = useTranslation("settings");
  const [id, setId] = useState(region?.region_id ?? "");
  const [name, setName] = useState(region?.name ?? "");
  const [warehouse, setWarehouse] = useState(region?.warehouse_id ?? "WH-");
  const save = useCommand(
    ({ to, body }: { readonly to: string; readonly body: Schemas["RegionIn"] }) => {
      const seen = region ? { "If-Match": `"${region.version}"` } : {};
      return answered(api.PUT("/regions/{region_id}", { params: { path: { region_id: to }, header: seen }, body }));
    },
    { changes: [KEY], says: () => t("region_saved", { name }), then: close },
  );
  const refused = save.error instanceof ApiError ? save.error.fields : [];
  const problem = (field: string): string | null => (refused.includes(field) ? t("out_of_bounds") : null);
  return (
    <Dialog title={region ? t("change_region", { name: region.name }) : t("new_region")} close={close}>
      <TextInput
        label={t("region_id")}
        description={t("region_id_hint")}
        value={id}
        readOnly={region !== null}
        onChange={({ currentTarget }) => {
          setId(currentTarget.value.trim());
        }}
      />
      <TextInput
        label={t("region_name")}
        value={name}
        error={problem("name")}
        onChange={({ currentTarget }) => {
          setName(currentTarget.value);
        }}
      />
      <TextInput
        label={t("warehouse")}
        description={t("warehouse_hint")}
        value={warehouse}
        error={problem("warehouse_id")}
        onChange={({ currentTarget }) => {
          setWarehouse(currentTarget.value.trim());
        }}
      />
      <Problem error={save.error} />
      <Actions>
        <Button
          loading={save.busy}
          disabled={!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(id) || name.trim() === ""}
          onClick={() => void save.run({ to: id, body: { name: name.trim(), warehouse_id: warehouse } })}
        >
          {t("save_region")}
        </Button>
        <Button variant="default" onClick={close}>
          {t("close")}
        </Button>
      </Actions>
    </Dialog>
  );
}
