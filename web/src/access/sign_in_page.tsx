/** Signing in; whoever came from a page behind it is led back there. */
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Card, Page } from "../ui/page";
import styles from "./access.module.css";
import { SignInForm } from "./sign_in_form";

const route = getRouteApi("/open/sign-in");

export function SignInPage(): React.ReactElement {
  const { t } = useTranslation("access");
  const { back } = route.useSearch();
  const router = useRouter();
  return (
    <Page title={t("title")} narrow>
      <Card>
        <SignInForm
          done={() => {
            router.history.push(back?.startsWith("/") ? back : "/");
          }}
        />
        <p className={styles.ways}>
          <Link to="/forgotten">{t("forgot")}</Link>
          <Link to="/register">{t("register")}</Link>
        </p>
      </Card>
    </Page>
  );
}
