import { expect, it } from "vitest";
import { differences, draftOf, wrongIn } from "../src/dealers/dealer_draft";
import { changedFields, wrongInPerson } from "../src/people/person";

const DEALER: Parameters<typeof draftOf>[0] = {
  dealer_id: "D1",
  name: "公司",
  credit_code: "91350100M000100Y43",
  region: "east",
  grade: "B",
  state: "active",
  payment_days: 30,
  contract_list_id: "contract-1",
  contact_name: "李娜",
  email: "li@example.com",
  phone: "110",
  address: "1 号",
  locale: "zh-CN",
  case_id: null,
  since: "2026-11-03T09:15:00.000000Z",
  version: 3,
  state_reason: null,
  standings: [],
};

it("sends of a dealer only what differs", () => {
  const draft = draftOf(DEALER);
  expect(differences(DEALER, draft)).toEqual({});
  expect(differences(DEALER, { ...draft, phone: " 110 ", payment_days: "０30" })).toEqual({});
  expect(differences(DEALER, { ...draft, grade: "A", payment_days: "45", contract_list_id: "", locale: "en" })).toEqual(
    { grade: "A", payment_days: 45, contract_list_id: null, locale: "en" },
  );
});

it("knows what of a dealer cannot be sent", () => {
  const draft = draftOf(DEALER);
  expect(wrongIn({ ...draft, contract_list_id: "" }, 180)).toEqual([]);
  expect(wrongIn({ ...draft, payment_days: "181", contact_name: " " }, 180)).toEqual(["payment_days", "contact_name"]);
  expect(wrongIn({ ...draft, payment_days: "soon" }, 180)).toEqual(["payment_days"]);
});

it("knows what of a person cannot be sent, and what differs", () => {
  const person = { name: "李娜", email: "li@example.com", role: "sales", regions: ["east"], locale: "zh-CN" } as const;
  expect(wrongInPerson(person)).toEqual([]);
  expect(wrongInPerson({ ...person, name: " ", email: "li", regions: [] })).toEqual(["name", "email", "regions"]);
  expect(wrongInPerson({ ...person, role: "finance", regions: [] })).toEqual([]);
  expect(changedFields(person, { ...person, regions: ["east", "north"] }, ["name", "regions", "locale"])).toEqual({
    regions: ["east", "north"],
  });
});
