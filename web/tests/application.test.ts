import { beforeEach, describe, expect, it } from "vitest";
import { nothingTyped, problemsOf, stated, TYPED_FIELDS, typedOf, type Typed } from "../src/onboarding/application";
import { forgetDraft, keepDraft, recallDraft, sendingOf } from "../src/onboarding/draft_store";
import { blocksOf } from "../src/onboarding/plain_markdown";
import { unfitness } from "../src/onboarding/upload";

const TYPED: Typed = {
  company_name: " 福州 示范建材有限公司 ",
  credit_code: "91350100 m000100y43",
  region: "east",
  address: "示范路　1 号",
  requested_credit: "８0,000",
  contact_name: "李娜",
  email: " Li@Example.com ",
  phone: "＋86 591 1234567",
  locale: "zh-CN",
};
const LICENCE = { upload_id: "0".repeat(26), file_name: "licence.pdf", at: 1000 };

function problems(changes: Partial<Typed>): Record<string, string> {
  const found = problemsOf({ ...TYPED, ...changes }, TYPED_FIELDS);
  return Object.fromEntries(Object.entries(found).map(([name, { problem }]) => [name, problem]));
}

describe("an application", () => {
  it("is stated as the API takes it", () => {
    expect(problems({})).toEqual({});
    expect(stated(TYPED, [LICENCE])).toEqual({
      company_name: "福州 示范建材有限公司",
      credit_code: "91350100M000100Y43",
      region: "east",
      address: "示范路 1 号",
      requested_credit: "80000.00",
      contact_name: "李娜",
      email: "Li@Example.com",
      phone: "+86 591 1234567",
      locale: "zh-CN",
      documents: [{ upload_id: "0".repeat(26), file_name: "licence.pdf" }],
    });
    expect(stated({ ...TYPED, requested_credit: " " }, []).requested_credit).toBeNull();
  });

  it("names each field that is missing or wrong", () => {
    const missing = TYPED_FIELDS.filter((name) => name !== "requested_credit" && name !== "locale");
    expect(problemsOf(nothingTyped("en"), TYPED_FIELDS)).toEqual(
      Object.fromEntries(missing.map((name) => [name, expect.objectContaining({ problem: "missing" })])),
    );
    expect(problems({ email: "li@example", phone: "call me", requested_credit: "much" })).toEqual({
      email: "email",
      phone: "phone",
      requested_credit: "money",
    });
    expect(problems({ requested_credit: "-1", address: "路".repeat(201) })).toEqual({
      requested_credit: "money",
      address: "too_long",
    });
    expect(problems({ credit_code: "91350100M000100Y44" })).toEqual({ credit_code: "code_check" });
  });

  it("is filled in with what was stated before", () => {
    const before = { ...stated(TYPED, [LICENCE]), consent_version: "2026-11", requested_credit: null };
    expect(typedOf(before).requested_credit).toBe("");
    expect(stated(typedOf(before), [LICENCE])).toEqual({ ...stated(TYPED, [LICENCE]), requested_credit: null });
  });
});

describe("a draft", () => {
  beforeEach(forgetDraft);

  it("outlives a reload, all but uploads that have run out", () => {
    const draft = { typed: TYPED, documents: [LICENCE], sending: { key: "k", said: "{}" } };
    keepDraft(draft);
    expect(recallDraft("en", 2000)).toEqual(draft);
    expect(recallDraft("en", 1000 + 24 * 3600 * 1000)).toEqual({ ...draft, documents: [] });
    forgetDraft();
    expect(recallDraft("en", 2000)).toEqual({ typed: nothingTyped("en"), documents: [], sending: null });
  });

  it("begins anew where what was kept is none", () => {
    localStorage.setItem("qudao.registration", '{"typed":{"email":7,"phone":"1"},"documents":[{"upload_id":1}]}');
    expect(recallDraft("en", 0)).toEqual({
      typed: { ...nothingTyped("en"), phone: "1" },
      documents: [],
      sending: null,
    });
    localStorage.setItem("qudao.registration", "no JSON");
    expect(recallDraft("en", 0).documents).toEqual([]);
  });

  it("sends the same statement under the same key, another one under another", () => {
    const draft = { typed: TYPED, documents: [], sending: null };
    const first = sendingOf(draft, { a: 1 });
    expect(sendingOf({ ...draft, sending: first }, { a: 1 })).toBe(first);
    expect(sendingOf({ ...draft, sending: first }, { a: 2 }).key).not.toBe(first.key);
  });
});

describe("a document", () => {
  const offer = {
    regions: [],
    consent: { version: "1", texts: {} },
    document_types: ["application/pdf", "image/png"],
    largest_document: 100,
    most_documents: 5,
  };

  it.each([
    ["application/pdf", 100, null],
    ["image/png", 1, null],
    ["text/html", 10, "type"],
    ["", 10, "type"],
    ["application/pdf", 0, "empty"],
    ["application/pdf", 101, "large"],
  ])("of type %j and %d bytes: %s", (type, size, why) => {
    expect(unfitness({ type, size }, offer)).toBe(why);
  });
});

it("our own texts become blocks, not markup", () => {
  expect(blocksOf("# Head\n\n**What.** <b>This</b>\nand that.\n\n- one\n- **two**\n")).toEqual([
    { kind: "heading", runs: [{ text: "Head", bold: false }] },
    {
      kind: "paragraph",
      runs: [
        { text: "What.", bold: true },
        { text: " <b>This</b> and that.", bold: false },
      ],
    },
    { kind: "list", items: [[{ text: "one", bold: false }], [{ text: "two", bold: true }]] },
  ]);
});
