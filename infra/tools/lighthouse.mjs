/**
 * Lighthouse (mobile) on the sign-in page and, signed in, on a dealer's home.
 *
 * `node lighthouse.mjs SITE EMAIL PASSWORD CHROMIUM FOLDER`: judges each page five times, writes the median's report to
 * FOLDER, prints a line a page, and fails where its performance, accessibility or best practices are below 95.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

const [site, email, password, chromium, folder] = process.argv.slice(2);
const CATEGORIES = ["performance", "accessibility", "best-practices"];
const LEAST = 0.95;
const RUNS = 5;
const TRIES = 3;
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"];

mkdirSync(folder, { recursive: true });
const profiles = mkdtempSync(join(tmpdir(), "qudao-lighthouse-"));
let poor = 0;
try {
  poor += await judge("sign-in", `${site}/#/sign-in`, (time) => `new-${time}`);
  await inBrowser("known", signIn);
  poor += await judge("home", `${site}/#/`, () => "known");
} finally {
  rmSync(profiles, { recursive: true, force: true });
}
process.exitCode = poor === 0 ? 0 : 1;

/** Each time in a process of its own: what an earlier page left there is not judged. A profile keeps who was here. */
async function inBrowser(profile, act) {
  const userDataDir = join(profiles, profile);
  const browser = await puppeteer.launch({ executablePath: chromium, headless: true, args: FLAGS, userDataDir });
  try {
    return await act(browser);
  } finally {
    await browser.close();
  }
}

async function signIn(browser) {
  const page = await browser.newPage();
  await page.goto(`${site}/#/sign-in`);
  await page.waitForSelector("input[name=email]");
  await page.type("input[name=email]", email);
  await page.type("input[name=password]", password);
  await page.click("button[type=submit]");
  await page.waitForFunction(() => location.hash === "#/");
  // The home's first questions start the local system's functions, a process each, on the processor that is judged.
  await page.waitForNetworkIdle({ idleTime: 6000, timeout: 120_000 });
}

/** The median of several: one run alone hangs on what else the processor did in its three seconds. */
async function judge(name, address, profileOf) {
  const runs = [];
  while (runs.length < RUNS) runs.push(await inBrowser(profileOf(runs.length), (browser) => run(browser, address)));
  runs.sort((one, other) => score(one, "performance") - score(other, "performance"));
  const median = runs[(RUNS - 1) / 2];
  const [html, json] = median.report;
  writeFileSync(join(folder, `${name}.html`), html);
  writeFileSync(join(folder, `${name}.json`), json);
  const all = runs.map((each) => percent(score(each, "performance"))).join(" ");
  console.log(`${name}: ${CATEGORIES.map((each) => `${each} ${percent(score(median, each))}`).join(", ")} (${all})`);
  return CATEGORIES.filter((each) => score(median, each) < LEAST).length;
}

async function run(browser, address) {
  for (let left = TRIES; left > 0; left -= 1) {
    const page = await browser.newPage();
    const found = await lighthouse(
      address,
      { output: ["html", "json"], onlyCategories: CATEGORIES, disableStorageReset: true, logLevel: "error" },
      undefined,
      page,
    );
    await page.close();
    if (!found.lhr.runtimeError) return found;
    console.log(`${address}: ${found.lhr.runtimeError.code}, once more`);
  }
  throw new Error(`${address}: Lighthouse came to no result in ${TRIES} runs`);
}

function score({ lhr }, category) {
  return lhr.categories[category].score;
}

function percent(ratio) {
  return Math.round(ratio * 100);
}
