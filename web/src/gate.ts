/** Pages behind sign-in: whoever is not signed in signs in right there, and then sees the page. */
import { ApiError } from "./api";
import { h } from "./dom";
import { t } from "./i18n";
import { failedPage, refusalWords, sentence } from "./notice";
import { present } from "./page";
import { resume, type User } from "./session";
import { signInForm } from "./sign_in";

type Behind = (user: User) => Promise<HTMLElement>;

/** A page for whoever is signed in. What is not theirs to see is said plainly. */
export async function behindSignIn(page: Behind): Promise<HTMLElement> {
  try {
    const user = await resume();
    if (user) return await page(user);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 403 || error.status === 404) return closedTo(error);
    if (error.status !== 401) throw error;
  }
  return signInPage(() => behindSignIn(page));
}

/** A page for a dealer's users, by the dealer that they act for. */
export function forDealers(page: (dealerId: string) => Promise<HTMLElement>): Promise<HTMLElement> {
  return behindSignIn(({ dealer_id }) =>
    dealer_id === null
      ? Promise.resolve(sentence("plain", t("dealers_only.title"), t("dealers_only.text"), homeLink()))
      : page(dealer_id),
  );
}

function signInPage(next: () => Promise<HTMLElement>): HTMLElement {
  const open = async (): Promise<void> => {
    present(await next().catch((error: unknown) => failedPage(error, () => void open())));
  };
  return h(
    "section",
    { class: "card narrow stack" },
    h("h1", {}, t("sign_in.title")),
    signInForm(t("sign_in.submit"), open),
  );
}

function closedTo(error: ApiError): HTMLElement {
  return sentence("plain", t("page.failed"), refusalWords(error), homeLink());
}

function homeLink(): HTMLElement {
  return h("p", {}, h("a", { href: "#/" }, t("page.home")));
}
