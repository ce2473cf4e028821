/** The pages are kept for when the line is away; reading them all begins once the first one stands. */
const AFTER = 4000;

export function keepPages(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  setTimeout(() => {
    navigator.serviceWorker.register("./sw.js", { scope: "./" }).catch(() => undefined);
  }, AFTER);
}
