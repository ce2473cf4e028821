/** Whether anybody can be reached, as far as this browser knows. */
import { useSyncExternalStore } from "react";
import { useSession } from "./session";

/** False while the line is down; what uses it is drawn again when that changes. */
export function useLine(): boolean {
  const { status } = useSession();
  const there = useSyncExternalStore(listen, () => navigator.onLine);
  return there && status !== "away";
}

function listen(tell: () => void): () => void {
  window.addEventListener("online", tell);
  window.addEventListener("offline", tell);
  return () => {
    window.removeEventListener("online", tell);
    window.removeEventListener("offline", tell);
  };
}
