/** The frame around every page: the way to all others, the language, who is signed in. */
import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { queries } from "../api/queries";
import { signOut, useSession } from "../api/session";
import type { User } from "../api/schemas";
import { useCommand } from "../api/command";
import { choose, language } from "../kernel/i18n";
import { isDealer } from "../kernel/permissions";
import { Dialog } from "../ui/dialog";
import { Icon } from "../ui/icon";
import { Told } from "../ui/told";
import styles from "./frame.module.css";
import { AT_THE_FOOT, placesOf, type Place } from "./nav";
import { useWide } from "./wide";

const SignInAgain = lazy(() => import("../access/sign_in_again").then((code) => ({ default: code.SignInAgain })));

export function Frame(): React.ReactElement {
  const { t } = useTranslation();
  const { status, user } = useSession();
  const open = useRouterState({ select: ({ matches }) => matches.some(({ routeId }) => routeId === "/in") });
  const inside = open && user !== null;
  const wide = useWide();
  const foot = inside && !wide && isDealer(user);
  return (
    <div className={styles.frame} data-in={inside ? "" : undefined} data-foot={foot ? "" : undefined}>
      <a
        className={styles.skip}
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById("main")?.focus();
        }}
      >
        {t("page.skip")}
      </a>
      <header className={styles.bar}>
        <Link to="/" className={styles.brand}>
          <Mark />
          {t("brand")}
        </Link>
        <LanguageSwitch />
        {inside && <Who user={user} />}
      </header>
      {inside && wide && (
        <nav className={styles.side} aria-label={t("nav.all")}>
          <Link to="/" className={styles.brand}>
            <Mark />
            {t("brand")}
          </Link>
          <Places user={user} />
        </nav>
      )}
      <main className={styles.main} id="main" tabIndex={-1}>
        {status === "away" && (
          <p className={styles.note} role="status">
            {t("page.away")}
          </p>
        )}
        <Outlet />
      </main>
      {foot && <Foot user={user} />}
      {status === "ended" && (
        <Suspense>
          <SignInAgain />
        </Suspense>
      )}
      <Told />
    </div>
  );
}

function Mark(): React.ReactElement {
  return <img src="./icon.svg" width="24" height="24" alt="" />;
}

function LanguageSwitch(): React.ReactElement {
  const { t } = useTranslation();
  const other = language() === "en" ? "zh-CN" : "en";
  return (
    <button type="button" className={styles.language} lang={other} onClick={() => void choose(other)}>
      {t("language.other")}
    </button>
  );
}

function Who({ user }: { readonly user: User }): React.ReactElement {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const leave = useCommand(() => signOut(), {
    then: () => {
      queries.clear();
      void navigate({ to: "/sign-in", search: {} });
    },
  });
  return (
    <>
      <span className={styles.who}>{user.name}</span>
      <button
        type="button"
        className={`${styles.plain} ${styles.wide}`}
        disabled={leave.busy}
        onClick={() => void leave.run(undefined)}
      >
        {t("sign_out")}
      </button>
      <Menu user={user} leave={() => void leave.run(undefined)} />
    </>
  );
}

/** On a phone all places stand behind one button. */
function Menu({ user, leave }: { readonly user: User; readonly leave: () => void }): React.ReactElement {
  const { t } = useTranslation();
  const address = useRouterState({ select: ({ location }) => location.href });
  const [openAt, setOpenAt] = useState<string | null>(null);
  return (
    <>
      <button
        type="button"
        className={`${styles.plain} ${styles.narrow}`}
        aria-label={t("nav.all")}
        onClick={() => {
          setOpenAt(address);
        }}
      >
        <Icon name="menu" />
      </button>
      {openAt === address && (
        <Dialog
          title={user.name}
          close={() => {
            setOpenAt(null);
          }}
        >
          <nav aria-label={t("nav.all")}>
            <Places user={user} />
          </nav>
          <button type="button" className={styles.plain} onClick={leave}>
            {t("sign_out")}
          </button>
          <button
            type="button"
            className={styles.plain}
            onClick={() => {
              setOpenAt(null);
            }}
          >
            {t("nav.close")}
          </button>
        </Dialog>
      )}
    </>
  );
}

function Places({ user }: { readonly user: User }): React.ReactElement {
  return (
    <ul className={styles.places}>
      {placesOf(user).map((place) => (
        <li key={place.to}>
          <PlaceLink place={place} className={styles.place} />
        </li>
      ))}
    </ul>
  );
}

function Foot({ user }: { readonly user: User }): React.ReactElement {
  const { t } = useTranslation();
  return (
    <nav className={styles.foot} aria-label={t("nav.often")}>
      {placesOf(user)
        .slice(0, AT_THE_FOOT)
        .map((place) => (
          <PlaceLink key={place.to} place={place} />
        ))}
    </nav>
  );
}

function PlaceLink({
  place,
  className,
}: {
  readonly place: Place;
  readonly className?: string | undefined;
}): React.ReactElement {
  const { t } = useTranslation();
  const Count = place.count;
  return (
    <Link to={place.to} className={className} activeOptions={{ exact: place.to === "/" }}>
      <Icon name={place.icon} />
      {t(place.words)}
      {Count && <Count className={styles.count} />}
    </Link>
  );
}
