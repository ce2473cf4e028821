/** The keys of all words, so that a missing one is an error of the build. */
import "i18next";
import type access from "../access/words/zh-CN.json";
import type approvals from "../approvals/words/zh-CN.json";
import type basket from "../basket/words/zh-CN.json";
import type catalog from "../catalog/words/zh-CN.json";
import type dealers from "../dealers/words/zh-CN.json";
import type home from "../home/words/zh-CN.json";
import type insights from "../insights/words/zh-CN.json";
import type ledger from "../ledger/words/zh-CN.json";
import type messages from "../messages/words/zh-CN.json";
import type onboarding from "../onboarding/words/zh-CN.json";
import type orders from "../orders/words/zh-CN.json";
import type pricing from "../pricing/words/zh-CN.json";
import type promotions from "../promotions/words/zh-CN.json";
import type people from "../people/words/zh-CN.json";
import type rebates from "../rebates/words/zh-CN.json";
import type returns from "../returns/words/zh-CN.json";
import type settings from "../settings/words/zh-CN.json";
import type statements from "../statements/words/zh-CN.json";
import type stock from "../stock/words/zh-CN.json";
import type wallet from "../wallet/words/zh-CN.json";
import type kernel from "./words/zh-CN.json";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "kernel";
    keySeparator: false;
    enableSelector: false;
    interpolation: { prefix: "{"; suffix: "}" };
    resources: {
      access: typeof access;
      approvals: typeof approvals;
      basket: typeof basket;
      catalog: typeof catalog;
      dealers: typeof dealers;
      home: typeof home;
      insights: typeof insights;
      kernel: typeof kernel;
      ledger: typeof ledger;
      messages: typeof messages;
      onboarding: typeof onboarding;
      orders: typeof orders;
      pricing: typeof pricing;
      people: typeof people;
      promotions: typeof promotions;
      rebates: typeof rebates;
      returns: typeof returns;
      settings: typeof settings;
      statements: typeof statements;
      stock: typeof stock;
      wallet: typeof wallet;
    };
  }
}
