import { expect, test } from "vitest";
import { german, type Words } from "./words/de";
import { english } from "./words/en";
import { ukrainian } from "./words/uk";
import { turkish } from "./words/tr";
import { arabic } from "./words/ar";
import type { Phrase } from "./words";

const forms = (phrase: Phrase) => (typeof phrase === "string" ? { other: phrase } : phrase);
const names = (text: string) => new Set(text.match(/\{\w+\}/g) ?? []);

test.each(Object.entries({ en: english, uk: ukrainian, tr: turkish, ar: arabic }))("%s fills in what German fills in, in every form that its numbers need", (language, words: Words) => {
  const plurals = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  for (const key of Object.keys(german) as (keyof Words)[]) {
    const [ours, theirs] = [forms(german[key]), forms(words[key])];
    expect(names(theirs.other), `${language} ${key}`).toEqual(names(ours.other));
    for (const form of Object.values(theirs)) for (const name of names(form)) expect(names(ours.other), `${language} ${key}`).toContain(name);
    if (typeof words[key] !== "string") for (const plural of plurals) expect(theirs, `${language} ${key}`).toHaveProperty(plural);
    expect(theirs.other.trim(), `${language} ${key}`).not.toBe("");
  }
});

test("no language has left German words standing", () => {
  // What is the same word in both.
  const shared = new Set<string>(["leanCoffee"]);
  for (const words of [english, ukrainian, turkish, arabic]) {
    const same = (Object.keys(german) as (keyof Words)[]).filter((key) => !shared.has(key) && forms(words[key]).other === forms(german[key]).other);
    expect(same).toEqual([]);
  }
});
