/**
 * Lighthouse (mobile) on the sign-in page and, signed in, on a dealer's home.
 *
 * `node lighthouse.mjs SITE EMAIL PASSWORD CHROMIUM FOLDER`: writes a report a page to FOLDER, prints a line a page, and
 * fails where performance, accessibility or best practices come to less than 95.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

const [site, email, password, chromium, folder] = process.argv.slice(2);
const CATEGORIES = ["performance", "accessibility", "best-practices"];
const LEAST = 0.95;
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"];

mkdirSync(folder, { recursive: true });
const browser = await puppeteer.launch({ executablePath: chromium, headless: true, args: FLAGS });
let poor = 0;
try {
  poor += await judge("sign-in", `${site}/#/sign-in`);
  const page = await browser.newPage();
  await page.goto(`${site}/#/sign-in`);
  await page.waitForSelector("input[name=email]");
  await page.type("input[name=email]", email);
  await page.type("input[name=password]", password);
  await page.click("button[type=submit]");
  await page.waitForFunction(() => location.hash === "#/");
  await page.close();
  poor += await judge("home", `${site}/#/`);
} finally {
  await browser.close();
}
process.exitCode = poor === 0 ? 0 : 1;

async function judge(name, address) {
  const page = await browser.newPage();
  const found = await lighthouse(
    address,
    { output: ["html", "json"], onlyCategories: CATEGORIES, disableStorageReset: true, logLevel: "error" },
    undefined,
    page,
  );
  await page.close();
  const [html, json] = found.report;
  writeFileSync(join(folder, `${name}.html`), html);
  writeFileSync(join(folder, `${name}.json`), json);
  const scores = CATEGORIES.map((each) => [each, found.lhr.categories[each].score]);
  console.log(`${name}: ${scores.map(([each, score]) => `${each} ${Math.round(score * 100)}`).join(", ")}`);
  return scores.filter(([, score]) => score < LEAST).length;
}
