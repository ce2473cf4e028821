/** Whether there is room for all places beside the page. */
import { useSyncExternalStore } from "react";

/** As in frame.module.css. */
const WIDE = matchMedia("(min-width: 60rem)");

/** What is not shown is not drawn either: a phone would draw thirty links for nothing. */
export function useWide(): boolean {
  return useSyncExternalStore(follow, () => WIDE.matches);
}

function follow(tell: () => void): () => void {
  WIDE.addEventListener("change", tell);
  return () => {
    WIDE.removeEventListener("change", tell);
  };
}
