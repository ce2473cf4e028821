import { afterEach, describe, expect, it } from "vitest";
import { choose } from "../src/i18n";
import { businessDay, day, instant, money, period, price } from "../src/show";

afterEach(() => {
  choose("zh-CN");
});

describe("as a reader sees it", () => {
  it.each([
    [money("1234.5"), "¥1,234.50", "CNY 1,234.50"],
    [money("-1234.50"), "-¥1,234.50", "-CNY 1,234.50"],
    [price("0.0125"), "¥0.0125", "CNY 0.0125"],
    [day("2026-11-03"), "2026年11月3日", "Nov 3, 2026"],
    [day("soon"), "soon", "soon"],
    [period("2026-10"), "2026年10月", "October 2026"],
    [period("2026-Q4"), "2026年第4季度", "Q4 2026"],
    [period("2026"), "2026年", "2026"],
    [period("other"), "other", "other"],
    [
      instant("2026-10-31T16:30:00.000000Z"),
      "2026年11月1日 00:30（北京时间）",
      "November 1, 2026 at 12:30 AM (China time)",
    ],
  ])("%#", (words, chinese, english) => {
    choose("zh-CN");
    expect(words()).toBe(chinese);
    choose("en");
    expect(words().replace(/\s/g, " ")).toBe(english);
  });

  it.each([
    ["2026-10-31T15:59:59Z", "2026-10-31"],
    ["2026-10-31T16:00:00Z", "2026-11-01"],
  ])("the business day of %s is %s", (moment, expected) => {
    expect(businessDay(new Date(moment))).toBe(expected);
  });
});
