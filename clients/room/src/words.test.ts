import { expect, test, vi } from "vitest";
import { languages, type Language, type Phrase } from "./words";

const all = async (language: Language): Promise<Record<string, Phrase>> => ({ ...(await languages[language].words()), ...(await languages[language].office()) });
const german = await all("de");
const others = await Promise.all((["en", "uk", "tr", "ar"] as const).map(async (language) => [language, await all(language)] as const));

const forms = (phrase: Phrase) => (typeof phrase === "string" ? { other: phrase } : phrase);
const names = (text: string) => new Set(text.match(/\{\w+\}/g) ?? []);

test.each(others)("%s fills in what German fills in, in every form that its numbers need", (language, words) => {
  const plurals = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  expect(Object.keys(words).sort()).toEqual(Object.keys(german).sort());
  for (const key of Object.keys(german)) {
    const [ours, theirs] = [forms(german[key]!), forms(words[key]!)];
    expect(names(theirs.other), `${language} ${key}`).toEqual(names(ours.other));
    for (const form of Object.values(theirs)) for (const name of names(form)) expect(names(ours.other), `${language} ${key}`).toContain(name);
    if (typeof words[key] !== "string") for (const plural of plurals) expect(theirs, `${language} ${key}`).toHaveProperty(plural);
    expect(theirs.other.trim(), `${language} ${key}`).not.toBe("");
  }
});

test("no language has left German words standing", () => {
  // What is the same word in both.
  const shared = new Set<string>(["leanCoffee"]);
  for (const [, words] of others) {
    const same = Object.keys(german).filter((key) => !shared.has(key) && forms(words[key]!).other === forms(german[key]!).other);
    expect(same).toEqual([]);
  }
});

test("a phone has the words that it says", async () => {
  const sources = import.meta.glob(["./ballot.ts", "./join.tsx", "./main.tsx", "./parts.tsx", "./phone.tsx", "./refusals.ts"], { query: "?raw", import: "default", eager: true });
  const phone = await languages.de.words();
  const office = await languages.de.office();
  const said = Object.values(sources).flatMap((source) => [...String(source).matchAll(/"(\w+)"/g)].map((match) => match[1]!));
  expect(said.filter((word) => word in phone).length).toBeGreaterThan(50);
  expect(said.filter((word) => word in office)).toEqual(["wall", "moderator", "scribe"].filter((word) => said.includes(word)));
});

test("names and numbers in a sentence of another direction keep their own", async () => {
  const { setLanguage, t } = await import("./words");
  vi.stubGlobal("document", { documentElement: {} });
  await setLanguage("ar", true);
  expect(t("paperCardIsIn", { ref: "K-07" })).toContain("\u2068K-07\u2069");
  expect(t("dotsUsed", { n: 2, of: 3 })).toContain("\u20682\u2069");
  await setLanguage("de", true);
  expect(t("oneMore", { topic: "حديقة" })).toBe("Ein Punkt mehr für „\u2068حديقة\u2069“");
  expect(t("oneMore", { topic: "Bus" })).toBe("Ein Punkt mehr für „Bus“");
  vi.unstubAllGlobals();
});
