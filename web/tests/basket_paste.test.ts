import { expect, test } from "vitest";
import { readPasted } from "../src/basket/paste";

const TWO = [
  { sku: "NW-5L-01", quantity: 40 },
  { sku: "GJ-TP-24", quantity: 1200 },
];

test.each([
  ["tabs", "NW-5L-01\t40\nGJ-TP-24\t1,200"],
  ["commas", "NW-5L-01,40\r\nGJ-TP-24,1200\r\n"],
  ["quoted commas", 'NW-5L-01,40\n"GJ-TP-24","1,200"'],
  ["full-width commas and digits", "NW-5L-01，４０\nＧＪ-ＴＰ-２４，１２００"],
  ["spaces", "NW-5L-01 40\n\n  GJ-TP-24   1,200  "],
  ["ideographic spaces", "NW-5L-01　40\nGJ-TP-24　1200"],
  ["semicolons", "NW-5L-01;40;\nGJ-TP-24;1200;"],
  ["signs of times", "NW-5L-01 x 40\nGJ-TP-24 × 1200"],
  ["base units", "NW-5L-01 40桶\nGJ-TP-24 1200 卷"],
  ["decimals of nothing", "NW-5L-01\t40.00\nGJ-TP-24\t1200.0"],
  ["names between", "NW-5L-01\t净味内墙乳胶漆 5L\t40\nGJ-TP-24 美纹纸胶带 1200"],
  ["English headings", "SKU,Quantity\nNW-5L-01,40\nGJ-TP-24,1200"],
  [
    "Chinese headings in another order",
    "序号\t数量（桶）\t商品编号\t单价\n1\t40\tNW-5L-01\t152\n2\t1200\tGJ-TP-24\t3.25",
  ],
  ["headings by what matters most", "商品\t货号\t订货数量\n乳胶漆\tNW-5L-01\t40\n胶带\tGJ-TP-24\t1,200"],
  ["a SKU once more", "NW-5L-01 15\nGJ-TP-24 1200\nNW-5L-01 25"],
])("it reads %s", (_, text) => {
  const { lines, unread } = readPasted(text);
  expect(lines).toEqual(TWO);
  expect(unread).toEqual([]);
});

test("lines that are repeated are counted", () => {
  expect(readPasted("A 1\nB 2\nA 3")).toEqual({
    lines: [
      { sku: "A", quantity: 4 },
      { sku: "B", quantity: 2 },
    ],
    unread: [],
    read: 3,
    repeated: 1,
    rest: "",
  });
});

test("what cannot be read is told line by line, and the rest is read", () => {
  const text = [
    "商品编号\t数量",
    "A\t0",
    "B\t1.5",
    "C\t",
    "合计\t12",
    "D\t3箱",
    "E\t1000001",
    "",
    "F\t-2",
    "G\t7",
    "G\t999999",
  ];
  expect(readPasted(text.join("\n"))).toEqual({
    lines: [{ sku: "G", quantity: 7 }],
    unread: [
      { line: 2, text: "A\t0", why: "quantity" },
      { line: 3, text: "B\t1.5", why: "quantity" },
      { line: 4, text: "C", why: "quantity" },
      { line: 5, text: "合计\t12", why: "sku" },
      { line: 6, text: "D\t3箱", why: "cases" },
      { line: 7, text: "E\t1000001", why: "quantity" },
      { line: 9, text: "F\t-2", why: "quantity" },
      { line: 11, text: "G\t999999", why: "quantity" },
    ],
    read: 1,
    repeated: 0,
    rest: text.filter((line) => line !== "" && line !== "G\t7").join("\n"),
  });
});

test("nothing is guessed: two numbers, cases, and a column of cases are not read", () => {
  const why = (text: string): unknown => readPasted(text).unread.map((each) => each.why);
  expect(why("A 12 100\nB 2 箱\nC,12,95.50\nD,1,200\nE 3 cases")).toEqual([
    "which",
    "cases",
    "which",
    "which",
    "cases",
  ]);
  expect(why("SKU\t箱数\nA\t3\nB\t4")).toEqual(["cases", "cases"]);
  expect(why("A")).toEqual(["quantity"]);
});

test("of more than 500 products the first 500 are read", () => {
  const text = Array.from({ length: 501 }, (_, at) => `S${at} 1`).join("\n");
  const { lines, unread } = readPasted(text);
  expect(lines).toHaveLength(500);
  expect(unread).toEqual([{ line: 501, text: "S500 1", why: "most" }]);
});
