/** A program's rule in words: the wording of the money rules, exactly, in both languages. */
import i18next from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import kernelEn from "../src/kernel/words/en.json";
import kernelZh from "../src/kernel/words/zh-CN.json";
import { ruleInWords, type Rule, type RuleSentences } from "../src/rebates/rule_in_words";
import en from "../src/rebates/words/en.json";
import zh from "../src/rebates/words/zh-CN.json";

const TERMS: Rule["terms"] = {
  measure: "net_amount",
  tier_method: "whole",
  tiers: [
    { from: "20000", rate: "0.01", per_unit: null, fixed: null },
    { from: "60000", rate: "0.025", per_unit: null, fixed: null },
  ],
  basis: "shipped",
  attribution: "own",
  products: { skus: [], categories: [], excluded_skus: [] },
  growth: null,
  collection: [],
  cap: null,
  minimum_payout: null,
  stacking_group: null,
  no_overdue_days: null,
};
const NAMES: Record<string, string> = { putty: "腻子", tile_adhesive: "瓷砖胶" };

beforeAll(async () => {
  await i18next.init({
    resources: { "zh-CN": { kernel: kernelZh, rebates: zh }, en: { kernel: kernelEn, rebates: en } },
    lng: "zh-CN",
    fallbackLng: false,
    defaultNS: "kernel",
    keySeparator: false,
    interpolation: { prefix: "{", suffix: "}", escapeValue: false },
  });
});

async function said(language: string, terms: Partial<Rule["terms"]>, more: Partial<Rule> = {}): Promise<RuleSentences> {
  await i18next.changeLanguage(language);
  const rule = { period_kind: "month" as const, partial: false, ...more, terms: { ...TERMS, ...terms } };
  return ruleInWords(rule, i18next.getFixedT(language, "rebates"), (id) => NAMES[id] ?? id);
}

describe("a whole program with a share of the net amount", () => {
  it("says it in Chinese", async () => {
    expect(await said("zh-CN", { cap: "6000.00", minimum_payout: "260.00", no_overdue_days: 30 })).toEqual({
      counts: ["按月统计：当期发货的全部商品的净额（折后含税），退货冲减。", "只计经销商自己的进货。"],
      method: "全额计算：按所达到的最高一档，对全部净额计算。",
      tiers: ["第 1 档（¥20,000.00 起，不足 ¥60,000.00）：1%", "第 2 档（¥60,000.00 及以上）：2.5%"],
      conditions: [
        "每个统计期最多返 ¥6,000.00。",
        "不足 ¥260.00 的，不发放。",
        "有发票逾期超过 30 天时暂缓发放，由以后的结算补发。",
      ],
    });
  });

  it("says it in English", async () => {
    expect(await said("en", { cap: "6000.00", minimum_payout: "260.00", no_overdue_days: 0 })).toEqual({
      counts: [
        "Counted by the month: the net amount (after discounts, tax included) of all products shipped in the period; returns count against it.",
        "Only the dealer's own purchases count.",
      ],
      method: "Whole (retroactive): the highest tier reached pays on the whole net amount.",
      tiers: ["Tier 1 (from ¥20,000.00 to below ¥60,000.00): 1%", "Tier 2 (¥60,000.00 and above): 2.5%"],
      conditions: [
        "At most ¥6,000.00 is paid for a period.",
        "Less than ¥260.00 is not paid out.",
        "Held back while an invoice is overdue; a later settlement pays it.",
      ],
    });
  });
});

const BAGS: Partial<Rule["terms"]> = {
  measure: "quantity",
  tier_method: "slab",
  basis: "received",
  products: { categories: ["putty", "tile_adhesive"], skus: [], excluded_skus: ["PT-01", "PT-02"] },
  tiers: [
    { from: "500", rate: null, per_unit: "0.5", fixed: null },
    { from: "2000", rate: null, per_unit: "0.80", fixed: null },
  ],
  collection: [
    { within_days: 25, factor: "1" },
    { within_days: 40, factor: "0.8" },
  ],
  stacking_group: "辅材",
};

describe("a slab program by the piece that settles in parts", () => {
  it("says it in Chinese", async () => {
    expect(await said("zh-CN", BAGS, { period_kind: "quarter", partial: true })).toEqual({
      counts: [
        "按季度统计：当期收货的“腻子”、“瓷砖胶”类商品的件数，退货冲减。",
        "不计入：PT-01、PT-02。",
        "只计经销商自己的进货。",
      ],
      method: "分段累进：每一档只对落在该档之内的部分计算，各档相加。",
      tiers: ["第 1 档（500 件起，不足 2,000 件）：每件 ¥0.50", "第 2 档（2,000 件及以上）：每件 ¥0.80"],
      conditions: [
        "回款系数：每笔销售按开票至收清的天数折算，25 天内 100%，40 天内 80%；更晚或尚未收清的不计，以后收清的由以后的结算补发。",
        "与互斥组“辅材”内的其他政策不叠加：当期累计最高的一项有效，其余为零。",
        "每月预结：从统计期开始累计计算，补记与此前已入账金额的差额（可为负）。",
      ],
    });
  });

  it("says it in English", async () => {
    const { counts, method, tiers, conditions } = await said("en", BAGS, { period_kind: "quarter", partial: true });
    expect(counts[0]).toBe(
      "Counted by the quarter: the number of pieces of products of “腻子”, “瓷砖胶” received in the period; returns count against it.",
    );
    expect(method).toBe("Slab (stepped): each tier pays on its own part; the parts are added.");
    expect(tiers).toEqual([
      "Tier 1 (from 500 pieces to below 2,000 pieces): ¥0.50 a piece",
      "Tier 2 (2,000 pieces and above): ¥0.80 a piece",
    ]);
    expect(conditions).toHaveLength(3);
    expect(conditions[0]).toBe(
      "Collection: each sale counts by the days from its invoice to full payment, within 25 days 100%, within 40 days 80%; later or unpaid, it does not count. What is collected later is paid by a later settlement.",
    );
  });
});

describe("growth", () => {
  const growth = { baseline: "same_period_last_year", without_baseline: "first_tier", pay_on: "increment" } as const;
  const tiers = [{ from: "0.05", rate: "0.03", per_unit: null, fixed: null }];

  it("is told with its baseline, in Chinese", async () => {
    const { method, tiers: told, conditions } = await said("zh-CN", { growth, tiers });
    expect(method).toBe("增量计算：按所达到的最高一档，只对超出基数的净额计算。");
    expect(told).toEqual(["第 1 档（增长 5% 及以上）：3%"]);
    expect(conditions).toEqual([
      "档位按增长率划分：（本期 − 基数）÷ 基数，基数为去年同期的同口径数据。",
      "没有基数的，按第 1 档对全部计算。",
    ]);
  });

  it("is told with its baseline, in English", async () => {
    const { method, tiers: told, conditions } = await said("en", { growth, tiers });
    expect(method).toBe("On the increment: the highest tier reached pays on the net amount above the baseline only.");
    expect(told).toEqual(["Tier 1 (growth of 5% and above): 3%"]);
    expect(conditions).toEqual([
      "Tiers are reached by growth, (this period − baseline) ÷ baseline; the baseline is the same measure of the same period last year.",
      "Without a baseline the first tier pays on everything.",
    ]);
  });
});

it("names the method of each program", async () => {
  const fixed = [{ from: "100000", rate: null, per_unit: null, fixed: "800" }];
  expect((await said("zh-CN", { tiers: fixed })).method).toBe("全额计算：发放所达到的最高一档的定额。");
  expect((await said("zh-CN", { tiers: fixed })).tiers).toEqual(["第 1 档（¥100,000.00 及以上）：定额 ¥800.00"]);
  expect((await said("zh-CN", { tier_method: "rolling" })).method).toBe(
    "逐档滚动：已达到的每一档，都对从零到该档上限的部分计算，各档相加。",
  );
  expect((await said("en", { tier_method: "total" })).method).toBe(
    "Total: each tier reached pays on everything; the tiers are added.",
  );
});
