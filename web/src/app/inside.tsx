/** What stands behind sign-in is drawn only while somebody is signed in; signing out, here or in another window, leads out. */
import { Navigate, Outlet } from "@tanstack/react-router";
import { useSession } from "../api/session";

export function Inside(): React.ReactElement {
  const { user } = useSession();
  return user ? <Outlet /> : <Navigate to="/sign-in" search={{}} replace />;
}
