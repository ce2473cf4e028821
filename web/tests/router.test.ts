import { expect, it } from "vitest";
import { type Route, routeOf } from "../src/router";

const SECRET = "q9_-XvT0aBcDeFgHiJkLmNoPqRsTuVwXyZ012345678";

it.each<[string, Route]>([
  ["", { page: "home" }],
  ["#", { page: "home" }],
  ["#/", { page: "home" }],
  ["#/sign-in", { page: "home" }],
  [`#/approve/${SECRET}`, { page: "approve", secret: SECRET }],
  [`#/approve/${SECRET}/`, { page: "approve", secret: SECRET }],
  [`#/welcome/${SECRET}`, { page: "welcome", secret: SECRET }],
  [`#/case/CABCD2345/${SECRET}`, { page: "case", caseId: "CABCD2345", secret: SECRET }],
  ["#/decisions/registration-CABCD2345", { page: "decision", decisionId: "registration-CABCD2345" }],
  ["#/decisions/a%2Fb", { page: "decision", decisionId: "a/b" }],
  ["#/orders/D1-261103091500ABC", { page: "order", orderId: "D1-261103091500ABC" }],
  ["#/statements/D1-2026-10", { page: "statement", statementId: "D1-2026-10" }],
  ["#/account", { page: "account" }],
  ["#/rebates/", { page: "rebates" }],
  ["#/catalog", { page: "catalog" }],
  ["#/messages", { page: "messages" }],
  ["#/orders", { page: "unknown" }],
  ["#/orders/a/b", { page: "unknown" }],
  ["#/account/x", { page: "unknown" }],
  ["#/approve", { page: "unknown" }],
  ["#/approve/", { page: "unknown" }],
  ["#/approve/a/b", { page: "unknown" }],
  ["#/case/CABCD2345", { page: "unknown" }],
  ["#/case/CABCD2345/a/b", { page: "unknown" }],
  ["#/sign-in/x", { page: "unknown" }],
  ["#/elsewhere", { page: "unknown" }],
  ["#/approve/%E0%A4%A", { page: "unknown" }],
])("%s", (hash, route) => {
  expect(routeOf(hash)).toEqual(route);
});
