/** The trunk of all routes: what anybody opens, and what stands behind sign-in. Features hang their pages below. */
import {
  createRootRoute,
  createRoute,
  lazyRouteComponent,
  redirect,
  type RouteComponent,
} from "@tanstack/react-router";
import i18next, { type Namespace } from "i18next";
import { currentSession, resume } from "../api/session";
import type { Permission } from "../api/schemas";
import { ApiError } from "../kernel/errors";
import { may } from "../kernel/permissions";
import { Frame } from "./frame";
import { Inside, Open } from "./inside";
import { NotFound, RouteFailed } from "./lost";
import { Waiting } from "../ui/states";

export const rootRoute = createRootRoute({
  component: Frame,
  notFoundComponent: NotFound,
  errorComponent: RouteFailed,
});

/** Pages that nobody signs in for, or that a mailed secret opens. */
export const openRoute = createRoute({ getParentRoute: () => rootRoute, id: "open", component: Open });

/** Pages behind sign-in; whoever is not signed in is led there, and back afterwards. */
export const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "in",
  beforeLoad: async ({ location }) => {
    const { user } = await resume();
    if (!user) {
      const back = location.href === "/" ? {} : { back: location.href };

      throw redirect({ to: "/sign-in", search: back, replace: true });
    }
  },
  component: Inside,
  pendingComponent: Waiting,
  errorComponent: RouteFailed,
});

type Code<Name extends string> = () => Promise<Record<Name, RouteComponent>>;

/** A page: its code and its words come when it is first opened. `needs` closes it to whoever lacks the permission. */
export function page<Name extends string>(
  words: readonly (Namespace & string)[],
  code: Code<Name>,
  name: Name,
  needs?: Permission,
): {
  component: RouteComponent;
  beforeLoad: () => void;
  loader: () => Promise<void>;
  pendingComponent: () => React.ReactElement;
  errorComponent: typeof RouteFailed;
} {
  return {
    component: lazyRouteComponent(code, name),
    beforeLoad: () => {
      if (needs && !may(currentSession().user, needs)) throw new ApiError(403, "forbidden");
    },
    loader: () => i18next.loadNamespaces(words),
    pendingComponent: Waiting,
    errorComponent: RouteFailed,
  };
}

/** Reads the named parameters of an address as texts; what else stands there is passed over. */
export function search<Name extends string>(
  ...names: readonly Name[]
): (given: Record<string, unknown>) => Partial<Record<Name, string | undefined>> {
  return (given) => {
    const found: Partial<Record<Name, string | undefined>> = {};
    for (const name of names) {
      const value = given[name];
      if (typeof value === "string" || typeof value === "number") found[name] = String(value);
    }
    return found;
  };
}
