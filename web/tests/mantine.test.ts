import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

/** Parts whose look is that of another one, or that have none. */
const PLAIN: Readonly<Record<string, readonly string[]>> = {
  MantineProvider: [],
  createTheme: [],
  TextInput: ["Input"],
  Textarea: ["Input"],
  NativeSelect: ["Input"],
  FileInput: ["Input"],
  Select: ["Input", "Combobox"],
  MultiSelect: ["Input", "Combobox", "Pill", "PillsInput"],
};

it("has the look of every part that is used", () => {
  const looks = readFileSync("src/ui/mantine.ts", "utf8");
  const sources = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));
  const used = sources.flatMap((name) =>
    [...readFileSync(join("src", name), "utf8").matchAll(/import \{([^}]*)\} from "@mantine\/core"/g)].flatMap(
      ([, names = ""]) => names.split(",").map((each) => each.trim()),
    ),
  );
  const parts = [...new Set(used)].filter((name) => name !== "" && !name.startsWith("type "));
  const wanted = parts.flatMap((name) => PLAIN[name] ?? [name]);
  expect(wanted.filter((name) => !looks.includes(`/${name}.css"`))).toEqual([]);
});
