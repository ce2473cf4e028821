/** The verification of all books: starting it, watching it run, and what it found. */
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import type { Schemas } from "../api/schemas";
import { isRefusal } from "../kernel/errors";
import { useMay } from "../kernel/permissions";
import { useStaffNames } from "../access/staff_names";
import { Badge, type Tone } from "../ui/badge";
import { Facts } from "../ui/facts";
import { Instant, Pieces } from "../ui/figures";
import { Card, Page } from "../ui/page";
import { Empty, Failed, Message, Problem, Waiting } from "../ui/states";
import { CheckList } from "./check_list";
import type { Finding } from "./checks";

type Report = Schemas["VerificationReport"];

const LATEST = ["verifications", "latest"];
const WHILE_IT_RUNS = 2000;
const TONE: Record<Report["state"], Tone> = { running: "accent", done: "good", failed: "bad" };

export function VerificationPage(): React.ReactElement {
  const { t } = useTranslation("insights");
  const may = useMay();
  const found = useInfiniteQuery({
    queryKey: LATEST,
    queryFn: ({ pageParam }) =>
      answered(
        api.GET("/verifications/latest", {
          params: { query: pageParam === undefined ? {} : { cursor: pageParam } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: ({ state }) => (state.data?.pages[0]?.state === "running" ? WHILE_IT_RUNS : false),
  });
  const start = useCommand(
    (_: undefined, key: string) =>
      answered(api.POST("/verifications", { params: { header: { "Idempotency-Key": key } } })),
    { changes: [LATEST], says: () => t("verification.started") },
  );
  const report = found.data?.pages[0];
  const running = report?.state === "running";
  return (
    <Page
      title={t("verification.title")}
      aside={report && <Badge tone={TONE[report.state]}>{t(`verification.state.${report.state}`)}</Badge>}
      actions={
        may("verify_books") && (
          <Button loading={start.busy} disabled={running} onClick={() => void start.run(undefined)}>
            {t("verification.start")}
          </Button>
        )
      }
    >
      <p className="quiet">{t("verification.hint")}</p>
      <Problem error={start.error} />
      {report && (
        <Shown
          report={report}
          findings={found.data?.pages.flatMap(({ items }) => items) ?? []}
          more={found.hasNextPage ? () => void found.fetchNextPage() : null}
          reading={found.isFetchingNextPage}
        />
      )}
      {!report && <NoReport error={found.error} again={() => void found.refetch()} />}
    </Page>
  );
}

function NoReport({ error, again }: { readonly error: Error | null; readonly again: () => void }): React.ReactElement {
  const { t } = useTranslation("insights");
  if (error === null) return <Waiting />;
  if (!isRefusal(error, "not_found")) return <Failed error={error} again={again} />;
  return (
    <Card>
      <Empty>{t("verification.none")}</Empty>
    </Card>
  );
}

function Shown({
  report,
  findings,
  more,
  reading,
}: {
  readonly report: Report;
  readonly findings: readonly Finding[];
  readonly more: (() => void) | null;
  readonly reading: boolean;
}): React.ReactElement {
  const { t } = useTranslation("insights");
  const nameOf = useStaffNames();
  return (
    <>
      <Card title={t("verification.latest")}>
        <Outcome report={report} />
        <Facts
          facts={[
            [t("verification.id"), report.verification_id],
            [t("verification.dealers"), <Pieces key="d" count={report.dealers} />],
            [t("verification.locations"), <Pieces key="l" count={report.locations} />],
            [t("verification.findings"), <Pieces key="f" count={report.findings} />],
            [t("verification.started_by"), nameOf(report.started_by) ?? t("who.colleague")],
            [t("verification.started_at"), <Instant key="s" at={report.started_at} />],
            [t("verification.ended_at"), report.ended_at && <Instant key="e" at={report.ended_at} />],
          ]}
        />
      </Card>
      {report.state !== "failed" && (
        <Card title={t("verification.checks")}>
          <CheckList findings={findings} />
          {more && (
            <div>
              <Button variant="default" onClick={more} loading={reading}>
                {t("verification.more")}
              </Button>
            </div>
          )}
        </Card>
      )}
    </>
  );
}

function Outcome({ report: { state, clean, findings } }: { readonly report: Report }): React.ReactElement {
  const { t } = useTranslation("insights");
  if (state === "failed") return <Message tone="bad">{t("verification.failed")}</Message>;
  if (state === "running") return <Message>{t("verification.running")}</Message>;
  if (clean) return <Message tone="good">{t("verification.clean")}</Message>;
  return <Message tone="bad">{t("verification.not_clean", { count: findings })}</Message>;
}
