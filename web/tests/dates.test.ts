/** Days and money are the same whatever was shown before, in either language: formats and signs are kept by language. */
import i18next from "i18next";
import { beforeAll, expect, it } from "vitest";
import { businessDay, day, instant } from "../src/kernel/dates";
import { money } from "../src/kernel/money_text";

beforeAll(async () => {
  await i18next.init({ lng: "zh-CN", resources: {} });
});

it.each([
  ["zh-CN", "2026年3月5日 07:30", "2026年3月5日"],
  ["en", "Mar 5, 2026, 7:30 AM", "Mar 5, 2026"],
  ["zh-CN", "2026年3月5日 07:30", "2026年3月5日"],
])("in %s", async (language, moment, dayOnly) => {
  await i18next.changeLanguage(language);
  const late = "2026-03-04T23:30:00Z";
  expect(businessDay(new Date(late))).toBe("2026-03-05");
  expect(instant(late).replace(/\s/g, " ")).toBe(moment);
  expect(day("2026-03-05")).toBe(dayOnly);
  expect(money("-1234.5")).toBe("-¥1,234.50");
});
