import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { main, present } from "../src/page";
import { approvePage } from "../src/pages/approve";
import { signIn, signOut } from "../src/session";
import { api, at, refusal, startApi, type, until } from "./fake_api";

const SECRET = "q9_-XvT0aBcDeFgHiJkLmNoPqRsTuVwXyZ012345678";
const DECISION = {
  decision_id: "registration-C1",
  kind: "approval",
  values: { company_name: "<b>Acme</b>" },
  facts: [{ label: "requested_credit", value: "50000.00" }],
  documents: [
    { name: "licence.pdf", url: "https://documents.example/licence" },
    { name: "bad", url: "javascript:alert(1)" },
  ],
  form: [
    { name: "grade", kind: "choice", required: true, nullable: false, minimum: null, maximum: null, choices: ["A"] },
  ],
  needs_sign_in: false,
  may_return: false,
  opened_at: "2026-10-01T00:00:00.000000Z",
  ends_at: "2026-10-08T00:00:00.000000Z",
};
const USER = { user_id: "u1", email: "f@example.com", name: "Fang", roles: ["finance"], dealer_id: null };
const DECIDED = { decision_id: "registration-C1", state: "approved" };

beforeEach(() => {
  startApi({ "GET /api/approval": [[200, DECISION]] });
});

afterEach(async () => {
  await signOut();
  vi.unstubAllGlobals();
});

describe("the approval link", () => {
  it("shows what is asked and changes nothing; data never becomes markup", async () => {
    present(await approvePage(SECRET));
    expect(api.sent.map(({ request }) => request)).toEqual(["GET /api/approval"]);
    expect(api.sent[0]?.headers.get("X-Approval-Secret")).toBe(SECRET);
    expect(at("h1").textContent).toContain("<b>Acme</b>");
    expect(main.querySelector("b")).toBeNull();
    expect(main.textContent).toContain("¥50,000.00");
    expect([...main.querySelectorAll(".documents a")].map((link) => link.getAttribute("href"))).toEqual([
      "https://documents.example/licence",
      "#",
    ]);
  });

  it("decides after a deliberate choice and a confirmation, once", async () => {
    api.answers["POST /api/approval"] = [[200, DECIDED]];
    present(await approvePage(SECRET));
    at("#approve").click();
    expect(document.querySelector("dialog")).toBeNull();
    type("grade", "A");
    at("#approve").click();
    at("#confirm").click();
    at("#confirm").click();
    await until(".sentence.good");
    const posts = api.sent.filter(({ request }) => request.startsWith("POST"));
    expect(posts.map(({ body }) => body)).toEqual([{ choice: "approve", answers: { grade: "A" }, comment: null }]);
    expect(posts[0]?.headers.get("X-Approval-Secret")).toBe(SECRET);
  });

  it("does not reject without a reason", async () => {
    api.answers["POST /api/approval"] = [[200, { ...DECIDED, state: "rejected" }]];
    present(await approvePage(SECRET));
    at("#reject").click();
    expect(document.querySelector("dialog")).toBeNull();
    expect(at("textarea").getAttribute("aria-invalid")).toBe("true");
    type("comment", "no licence");
    at("#reject").click();
    at("#confirm").click();
    await until(".sentence.good");
    expect(api.sent.at(-1)?.body).toEqual({ choice: "reject", answers: {}, comment: "no licence" });
  });

  it("asks for more information only where that may be, and says what", async () => {
    present(await approvePage(SECRET));
    expect(main.querySelector("#more")).toBeNull();
    api.answers["GET /api/approval"] = [[200, { ...DECISION, may_return: true }]];
    api.answers["POST /api/approval"] = [[200, { ...DECIDED, state: "returned" }]];
    present(await approvePage(SECRET));
    at("#more").click();
    expect(document.querySelector("dialog")).toBeNull();
    expect(at("textarea").getAttribute("aria-invalid")).toBe("true");
    type("comment", "Which brands?");
    at("#more").click();
    at("#confirm").click();
    await until(".sentence.good");
    expect(api.sent.at(-1)?.body).toEqual({ choice: "more_information", answers: {}, comment: "Which brands?" });
  });

  it.each([
    [409, refusal("link_used", [{ state: "approved" }])],
    [409, refusal("link_used", [{ state: "returned" }])],
    [409, refusal("link_used", [{ state: "void" }])],
    [409, refusal("link_expired", [{ state: "expired" }])],
    [404, refusal("not_found")],
  ])("says plainly that it works no more (%s %j)", async (status, told) => {
    api.answers["GET /api/approval"] = [[status, told]];
    present(await approvePage(SECRET));
    expect(main.querySelectorAll(".sentence.plain p")).toHaveLength(1);
    expect(main.querySelector("button")).toBeNull();
  });

  it("says beside the field what the API refused", async () => {
    api.answers["POST /api/approval"] = [[422, refusal("answer_out_of_bounds", [{ field: "answers.grade" }])]];
    present(await approvePage(SECRET));
    type("grade", "A");
    at("#approve").click();
    at("#confirm").click();
    await until("select[aria-invalid=true]");
  });

  it.each([true, false])("signs in where a known person is asked for, then decides with one key (%s)", async (told) => {
    api.answers = {
      ...api.answers,
      "GET /api/approval": [[200, { ...DECISION, needs_sign_in: told }]],
      "POST /api/approval": [[401, refusal("sign_in_required")]],
      "POST /api/session/refresh": [[401, refusal("unauthorized")]],
      "POST /api/session": [
        [401, refusal("sign_in_failed")],
        [200, { id_token: "token-1", expires_in: 900, user: USER }],
      ],
      "POST /api/decisions/registration-C1": [
        [500, null],
        [200, DECIDED],
      ],
    };
    present(await approvePage(SECRET));
    type("grade", "A");
    at("#approve").click();
    at("#confirm").click();
    await until("dialog .sign-in");
    type("email", USER.email);
    type("password", "wrong");
    at("dialog .sign-in button").click();
    await until("dialog .bad");
    type("password", "right");
    at("dialog .sign-in button").click();
    await until("dialog #confirm");
    at("#confirm").click();
    await until(".sentence.good");
    const decisions = api.sent.filter(({ request }) => request.includes("/decisions/"));
    expect(decisions.map(({ headers }) => headers.get("Authorization"))).toEqual(["token-1", "token-1"]);
    const keys = decisions.map(({ headers }) => headers.get("Idempotency-Key"));
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[1]).toBe(keys[0]);
  });

  it("offers another sign-in to whoever started it", async () => {
    api.answers = {
      ...api.answers,
      "GET /api/approval": [[200, { ...DECISION, needs_sign_in: true, form: [] }]],
      "POST /api/session": [[200, { id_token: "token-1", expires_in: 900, user: USER }]],
      "POST /api/decisions/registration-C1": [[403, refusal("four_eyes")]],
    };
    await signIn(USER.email, "right");
    present(await approvePage(SECRET));
    at("#approve").click();
    at("#confirm").click();
    await until("dialog .bad");
    at("dialog .buttons button").click();
    await until("dialog .sign-in");
    expect(api.sent.map(({ request }) => request)).toContain("DELETE /api/session");
  });
});
