/** Rebate programs and settlement runs. */
import { createRoute } from "@tanstack/react-router";
import { page, search, signedInRoute } from "../app/routes";

const programs = createRoute({
  getParentRoute: () => signedInRoute,
  path: "programs",
  validateSearch: search("q", "state"),
  ...page(["rebates"], () => import("./programs_page"), "ProgramsPage", "read_programs"),
});

const newProgram = createRoute({
  getParentRoute: () => signedInRoute,
  path: "programs/new",
  validateSearch: search("from", "succeeds", "backtest"),
  ...page(["rebates"], () => import("./new_program_page"), "NewProgramPage", "write_programs"),
});

const backtests = createRoute({
  getParentRoute: () => signedInRoute,
  path: "programs/backtests",
  ...page(["rebates"], () => import("./backtests_page"), "BacktestsPage", "read_settlements"),
});

const backtest = createRoute({
  getParentRoute: () => signedInRoute,
  path: "programs/backtests/$backtestId",
  ...page(["rebates"], () => import("./backtest_page"), "BacktestPage", "read_settlements"),
});

const program = createRoute({
  getParentRoute: () => signedInRoute,
  path: "programs/$programId",
  ...page(["rebates"], () => import("./program_page"), "ProgramPage", "read_programs"),
});

const settlements = createRoute({
  getParentRoute: () => signedInRoute,
  path: "settlements",
  validateSearch: search("state"),
  ...page(["rebates"], () => import("./settlements_page"), "SettlementsPage", "read_settlements"),
});

const settlement = createRoute({
  getParentRoute: () => signedInRoute,
  path: "settlements/$runId",
  ...page(["rebates"], () => import("./settlement_page"), "SettlementPage", "read_settlements"),
});

const draft = createRoute({
  getParentRoute: () => signedInRoute,
  path: "settlements/$runId/$dealerId",
  ...page(["rebates"], () => import("./draft_page"), "DraftPage", "read_settlements"),
});

const ownRebates = createRoute({
  getParentRoute: () => signedInRoute,
  path: "rebates",
  ...page(["rebates"], () => import("./own_rebates_page"), "OwnRebatesPage", "read_rebates"),
});

export const rebatesRoutes = [
  ownRebates,
  programs,
  newProgram,
  backtests,
  backtest,
  program,
  settlements,
  settlement,
  draft,
] as const;
