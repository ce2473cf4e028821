/** The returns: for a dealer its own, the latest first; for staff what waits in a state, the longest waiting first. */
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { usePages } from "../api/queries";
import { useUser } from "../api/session";
import { isDealer } from "../kernel/permissions";
import { useRegionChoices } from "../company/region_choices";
import { ChoiceFilter, Filters, SearchFilter } from "../ui/filters";
import { Card, Page } from "../ui/page";
import { RETURNS } from "./calls";
import { ReturnList } from "./return_list";
import { firstQueue, stateNamed, STATES } from "./return_rules";

const route = getRouteApi("/in/returns");
const EVERY = 30_000;

export function ReturnsPage(): React.ReactElement {
  const { t } = useTranslation("returns");
  const user = useUser();
  const own = isDealer(user);
  const { state: named, region: asked, q } = route.useSearch();
  const navigate = route.useNavigate();
  const state = stateNamed(named) ?? (own ? undefined : firstQueue(user));
  const { choices, bound, region } = useRegionChoices(asked);
  const of = { ...(state ? { state } : {}), ...(own || region === undefined ? {} : { region }) };
  const pages = usePages(
    [...RETURNS, "list", state ?? "all", region ?? "every"],
    (cursor) =>
      answered(api.GET("/returns", { params: { query: { ...of, ...(cursor === undefined ? {} : { cursor }) } } })),
    { every: EVERY },
  );
  const none = state ? t(own ? "none_of_state" : "none_waits", { state: t(`state.${state}`) }) : t("none");
  return (
    <Page title={t("title")}>
      <Filters>
        <ChoiceFilter
          label={t("state_name")}
          value={state}
          {...(own ? { every: t("state_every") } : {})}
          choices={STATES.map((each) => [each, t(`state.${each}`)] as const)}
          change={(next) => void navigate({ search: (given) => ({ ...given, state: next }), replace: true })}
        />
        {!own && choices.length > 1 && (
          <ChoiceFilter
            label={t("region")}
            value={region}
            {...(bound ? {} : { every: t("region_every") })}
            choices={choices}
            change={(next) => void navigate({ search: (given) => ({ ...given, region: next }), replace: true })}
          />
        )}
        <SearchFilter
          label={t(own ? "find" : "find_or_dealer")}
          value={q}
          change={(next) => void navigate({ search: (given) => ({ ...given, q: next }), replace: true })}
        />
      </Filters>
      <Card>
        <ReturnList pages={pages} dealers={!own} find={q} empty={none} />
      </Card>
    </Page>
  );
}
