/** Stock at one location: its levels, what moved there, and for those who keep it receipts and counts. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useUser } from "../api/session";
import { ChoiceFilter } from "../ui/filters";
import { Page } from "../ui/page";
import { Empty, Found } from "../ui/states";
import { Levels } from "./levels";
import { isDealers, rightsAt, type Location, type Rights } from "./location_rules";
import { Movements } from "./movements";
import { RecordMovement } from "./record_movement";
import styles from "./stock.module.css";

const route = getRouteApi("/in/stock");
const LONG = 600_000;

export function StockPage(): React.ReactElement {
  const { t } = useTranslation("stock");
  const locations = useQuery({
    queryKey: ["stock", "locations"],
    queryFn: () => answered(api.GET("/locations")),
    staleTime: LONG,
  });
  return (
    <Page title={t("title")}>
      <Found query={locations}>{({ items }) => <AtLocation locations={items} />}</Found>
    </Page>
  );
}

function AtLocation({ locations }: { readonly locations: readonly Location[] }): React.ReactElement {
  const { t } = useTranslation("stock");
  const user = useUser();
  const { location: asked, view } = route.useSearch();
  const navigate = route.useNavigate();
  const location = asked ?? locations[0]?.location;
  if (location === undefined) return <Empty>{t("no_location")}</Empty>;
  const known = locations.some((each) => each.location === location);
  const choices = [...locations, ...(known ? [] : [{ location, own: isDealers(location), serves: [] }])];
  const rights = rightsAt(location, user);
  const shown = viewOf(view, rights);
  return (
    <>
      {choices.length > 1 && (
        <div className={styles.location}>
          <ChoiceFilter
            label={t("location")}
            value={location}
            choices={choices.map((each) => [each.location, placeName(t, each, user.dealer_id)] as const)}
            change={(next) => void navigate({ search: { location: next, ...(view === undefined ? {} : { view }) } })}
          />
        </div>
      )}
      <Views rights={rights} shown={shown} />
      {shown === "levels" && <Levels key={location} location={location} rights={rights} />}
      {shown === "movements" && <Movements key={location} location={location} />}
      {shown === "record" && <RecordMovement key={location} location={location} />}
    </>
  );
}

type View = "levels" | "movements" | "record";

function viewOf(asked: string | undefined, rights: Rights): View {
  if (asked === "movements" && rights.movements) return "movements";
  return asked === "record" && rights.record ? "record" : "levels";
}

type Translate = ReturnType<typeof useTranslation<"stock">>["t"];

function placeName(t: Translate, { location, own, serves }: Location, dealerId: string | null): string {
  if (own && dealerId !== null) return t("own");
  if (serves.length === 0) return location;
  return t(own ? "of_dealer" : "serves", { location, names: serves.join(t("comma")) });
}

/** The parts of the page; each stands in the address. */
function Views({ rights, shown }: { readonly rights: Rights; readonly shown: View }): React.ReactElement | null {
  const { t } = useTranslation("stock");
  const views: readonly View[] = [
    "levels",
    ...(rights.movements ? (["movements"] as const) : []),
    ...(rights.record ? (["record"] as const) : []),
  ];
  if (views.length === 1) return null;
  return (
    <nav className={styles.views} aria-label={t("views")}>
      {views.map((view) => (
        <Link
          key={view}
          to="/stock"
          search={({ location }) => ({ ...(location === undefined ? {} : { location }), view })}
          className={styles.view}
          activeProps={{}}
          aria-current={view === shown ? "page" : undefined}
        >
          {t(`view.${view}`)}
        </Link>
      ))}
    </nav>
  );
}
