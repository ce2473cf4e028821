/** What stands in the frame: open pages, and those behind sign-in. */
import { Navigate, Outlet } from "@tanstack/react-router";
import { useDeferredValue } from "react";
import { useSession } from "../api/session";

/** The first page is drawn after the frame, in steps between which the browser answers to whoever touches it. */
export function Open(): React.ReactElement | null {
  const begun = useDeferredValue(true, false);
  return begun ? <Outlet /> : null;
}

/** Drawn only while somebody is signed in; signing out, here or in another window, leads out. */
export function Inside(): React.ReactElement {
  const { user } = useSession();
  return user ? <Open /> : <Navigate to="/sign-in" search={{}} replace />;
}
