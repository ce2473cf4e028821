/** What is shown where a page is not, or could not be opened. */
import { Button } from "@mantine/core";
import { Link, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ApiError } from "../kernel/errors";
import { Card, Page } from "../ui/page";
import { Failed } from "../ui/states";

/** An address that leads nowhere. */
export function NotFound(): React.ReactElement {
  const { t } = useTranslation();
  return (
    <Page title={t("unknown.title")} narrow>
      <Card>
        <p>{t("unknown.text")}</p>
        <p>
          <Link to="/">{t("page.home")}</Link>
        </p>
      </Card>
    </Page>
  );
}

/** A page that failed; what did not arrive is asked for again. */
export function RouteFailed({
  error,
  reset,
}: {
  readonly error: unknown;
  readonly reset: () => void;
}): React.ReactElement {
  const { t } = useTranslation();
  const router = useRouter();
  const closed = error instanceof ApiError && (error.status === 403 || error.status === 404);
  const again = (): void => {
    reset();
    void router.invalidate();
  };
  return (
    <Page title={closed ? t("page.closed") : t("page.failed")} narrow>
      <Card>
        <Failed error={loaded(error)} {...(closed ? {} : { again })} />
        <Button variant="subtle" component={Link} to="/">
          {t("page.home")}
        </Button>
      </Card>
    </Page>
  );
}

/** Code that could not be fetched means that nobody can be reached. */
function loaded(error: unknown): unknown {
  return error instanceof TypeError && /import|module|fetch/i.test(error.message) ? new ApiError(0, "offline") : error;
}
