import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { main, present } from "../src/page";
import { casePage } from "../src/pages/case";
import { api, at, refusal, startApi, type, until } from "./fake_api";

const SECRET = "q9_-XvT0aBcDeFgHiJkLmNoPqRsTuVwXyZ012345678";
const STATED = {
  company_name: "<b>Acme</b>",
  credit_code: "91350100M000100Y43",
  region: "east",
  contact_name: "Li Na",
  email: "li@example.com",
  phone: "+86 591 1234567",
  address: "Road 1",
  locale: "en",
  requested_credit: "80000.00",
};
const LICENCE = { upload_id: "0".repeat(26), file_name: "licence.pdf" };
const CASE = {
  case_id: "C1",
  company_name: "<b>Acme</b>",
  state: "in_approval",
  submitted_at: "2026-11-03T09:15:00.000000Z",
  ended_at: null,
  reason: null,
  comment: null,
  wanted: null,
  amend_until: null,
  application: null,
};
const AMENDING = {
  ...CASE,
  state: "amending",
  wanted: "Which <i>brands</i>?",
  amend_until: "2026-11-17T09:15:00.000000Z",
  application: { ...STATED, consent_version: "2026-11", documents: [LICENCE] },
};
const OFFER = {
  regions: [
    { region_id: "east", name: "East" },
    { region_id: "north", name: "North" },
  ],
  consent: { version: "2026-11", texts: { "zh-CN": "同意书", en: "The text" } },
  document_types: ["application/pdf"],
  largest_document: 1048576,
  most_documents: 2,
};
const AMEND = "POST /api/registrations/C1/amendments";
const TAKEN: [number, unknown] = [202, { case_id: "C1", state: "submitted" }];

beforeEach(() => {
  startApi({
    "GET /api/registrations/C1": [[200, AMENDING]],
    "GET /api/registration-form": [[200, OFFER]],
    [AMEND]: [TAKEN],
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

function sent(request: string): { body: unknown; headers: Headers }[] {
  return api.sent.filter((each) => each.request === request);
}

function choose(...files: File[]): void {
  Object.defineProperty(at("[name=documents]"), "files", { value: files, configurable: true });
}

function untick(name: string): void {
  (at(`[name=${name}]`) as HTMLInputElement).checked = false;
}

describe("the case link", () => {
  it("shows where the case stands and asks for nothing more", async () => {
    api.answers["GET /api/registrations/C1"] = [[200, CASE]];
    present(await casePage("C1", SECRET));
    expect(api.sent.map(({ request }) => request)).toEqual(["GET /api/registrations/C1"]);
    expect(main.querySelector("form")).toBeNull();
    expect(main.querySelector("b")).toBeNull();
  });

  it("shows what is wanted, filled in with what was stated; data never becomes markup", async () => {
    present(await casePage("C1", SECRET));
    expect(api.sent.map(({ request }) => request.split(" ")[0])).toEqual(["GET", "GET"]);
    expect(at("#wanted").textContent).toContain("Which <i>brands</i>?");
    expect(main.querySelector("i")).toBeNull();
    expect((at("[name=contact_name]") as HTMLInputElement).value).toBe("Li Na");
    expect((at("[name=region]") as HTMLSelectElement).value).toBe("east");
    expect(main.querySelector("[name=consent]")).toBeNull();
  });

  it("sends the whole amended registration, with the documents that are kept", async () => {
    present(await casePage("C1", SECRET));
    type("contact_name", " Li Nana ");
    type("region", "north");
    type("requested_credit", "");
    at("#amend").click();
    await until(".sentence.good");
    const [first, ...more] = sent(AMEND);
    expect(more).toEqual([]);
    expect(first?.headers.get("X-Case-Secret")).toBe(SECRET);
    expect(first?.body).toEqual({
      ...STATED,
      contact_name: "Li Nana",
      region: "north",
      requested_credit: null,
      documents: [LICENCE],
    });
  });

  it("uploads a new document once and keeps its key when it has to try again", async () => {
    const posted = { upload_id: "1".repeat(26), url: "https://documents.example", fields: { key: "incoming/1" } };
    api.answers["POST /api/uploads"] = [[200, posted]];
    api.answers["POST https://documents.example"] = [[204, null]];
    api.answers[AMEND] = [[500, null], TAKEN];
    present(await casePage("C1", SECRET));
    untick("keep");
    choose(new File(["%PDF-1.4"], "brands.pdf", { type: "application/pdf" }));
    at("#amend").click();
    await until("[role=alert]");
    await until("#amend:not([aria-disabled])");
    at("#amend").click();
    await until(".sentence.good");
    expect(sent("POST /api/uploads").map(({ body }) => body)).toEqual([
      { file_name: "brands.pdf", content_type: "application/pdf", size: 8 },
    ]);
    expect(sent("POST https://documents.example")).toHaveLength(1);
    const tries = sent(AMEND);
    expect(tries.map(({ body }) => (body as { documents: unknown }).documents)).toEqual([
      [{ upload_id: "1".repeat(26), file_name: "brands.pdf" }],
      [{ upload_id: "1".repeat(26), file_name: "brands.pdf" }],
    ]);
    expect(new Set(tries.map(({ headers }) => headers.get("Idempotency-Key"))).size).toBe(1);
  });

  it.each([
    ["none at all", []],
    ["too many", [file("a.pdf"), file("b.pdf"), file("c.pdf")]],
    ["another type", [new File(["x"], "a.exe", { type: "application/x-msdownload" })]],
    ["an empty one", [new File([], "a.pdf", { type: "application/pdf" })]],
  ])("sends nothing with documents that will not do: %s", async (_, files) => {
    present(await casePage("C1", SECRET));
    untick("keep");
    choose(...files);
    at("#amend").click();
    expect(at("[name=documents]").getAttribute("aria-invalid")).toBe("true");
    expect(sent(AMEND)).toEqual([]);
  });

  it("says beside the field what is missing, what is no amount, and what the API refused", async () => {
    api.answers[AMEND] = [[422, refusal("invalid", [{ field: "credit_code" }])]];
    present(await casePage("C1", SECRET));
    type("contact_name", " ");
    type("requested_credit", "much");
    at("#amend").click();
    expect(at("[name=contact_name]").getAttribute("aria-invalid")).toBe("true");
    expect(at("[name=requested_credit]").getAttribute("aria-invalid")).toBe("true");
    expect(sent(AMEND)).toEqual([]);
    await until("#amend:not([aria-disabled])");
    type("contact_name", "Li Na");
    type("requested_credit", "1000");
    at("#amend").click();
    await until("[name=credit_code][aria-invalid=true]");
  });

  it("asks to consent again where the text has changed", async () => {
    api.answers["GET /api/registration-form"] = [
      [200, { ...OFFER, consent: { ...OFFER.consent, version: "2027-01" } }],
    ];
    present(await casePage("C1", SECRET));
    at("#amend").click();
    expect(sent(AMEND)).toEqual([]);
    await until("#amend:not([aria-disabled])");
    (at("[name=consent]") as HTMLInputElement).checked = true;
    at("#amend").click();
    await until(".sentence.good");
    expect((sent(AMEND)[0]?.body as { consent: unknown }).consent).toEqual({ version: "2027-01", accepted: true });
  });
});

function file(name: string): File {
  return new File(["%PDF-1.4"], name, { type: "application/pdf" });
}
