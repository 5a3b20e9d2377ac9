// What people read, in five languages. German comes along, the others are fetched when they are chosen, and so is what the office alone reads.
import { useEffect, useState } from "preact/hooks";
import { remember, remembered } from "./identity";
import { german, type Words } from "./words/de";
import type { OfficeWords } from "./words/office/de";

export type WordKey = keyof Words | keyof OfficeWords;
// One form, or those of the language's plural rules, chosen by {n}.
export type Phrase = string | ({ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>);

export const languages = {
  de: { name: "Deutsch", direction: "ltr", words: async () => german, office: async () => (await import("./words/office/de")).german },
  en: { name: "English", direction: "ltr", words: async () => (await import("./words/en")).english, office: async () => (await import("./words/office/en")).english },
  uk: { name: "Українська", direction: "ltr", words: async () => (await import("./words/uk")).ukrainian, office: async () => (await import("./words/office/uk")).ukrainian },
  tr: { name: "Türkçe", direction: "ltr", words: async () => (await import("./words/tr")).turkish, office: async () => (await import("./words/office/tr")).turkish },
  ar: { name: "العربية", direction: "rtl", words: async () => (await import("./words/ar")).arabic, office: async () => (await import("./words/office/ar")).arabic },
} as const;
export type Language = keyof typeof languages;

let language: Language = "de";
let words: Partial<Words & OfficeWords> = german;
let atOffice = false;
const heard = new Set<() => void>();

export const currentLanguage = () => language;
// Digits as they stand on sheets and codes, in every language.
const tag = () => (language === "ar" ? "ar-u-nu-latn" : language);

export function t(key: WordKey, values: Record<string, string | number> = {}): string {
  const phrase: Phrase = words[key] ?? "";
  const form = typeof phrase === "string" ? phrase : (phrase[new Intl.PluralRules(tag()).select(Number(values.n))] ?? phrase.other);
  return form.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? "";
    return isolated(typeof value === "number" ? new Intl.NumberFormat(tag()).format(value) : value);
  });
}

// What a value is called; nothing where a newer release knows more of them.
export function wordOf<T>(words: [T, WordKey][], value: T): string {
  const key = words.find(([one]) => one === value)?.[1];
  return key ? t(key) : "";
}

// What is put into a sentence keeps its own direction, and turns nothing around it.
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;
const isolated = (value: string) => (languages[language].direction === "rtl" || rightToLeft.test(value) ? `\u2068${value}\u2069` : value);

export const time = (date: Date) => new Intl.DateTimeFormat(tag(), { dateStyle: "medium", timeStyle: "short" }).format(date);

export async function setLanguage(wanted: Language, office = atOffice) {
  atOffice = office;
  const [everywhere, there] = await Promise.all([languages[wanted].words(), office ? languages[wanted].office() : {}]);
  words = { ...everywhere, ...there };
  language = wanted;
  document.documentElement.lang = wanted;
  document.documentElement.dir = languages[wanted].direction;
  for (const listener of heard) listener();
}

// What was chosen here before, else the first of the browser's languages that there is.
export function preferredLanguage(): Language {
  const wanted = [remembered("language") ?? "", ...navigator.languages];
  return wanted.map((one) => one.slice(0, 2).toLowerCase()).find((one): one is Language => one in languages) ?? "de";
}

export function chooseLanguage(wanted: Language) {
  remember("language", wanted);
  void setLanguage(wanted);
}

// For the root: everything is said anew in another language.
export function useLanguage(): Language {
  const [, redraw] = useState(0);
  useEffect(() => {
    const listener = () => redraw((times) => times + 1);
    heard.add(listener);
    return () => void heard.delete(listener);
  }, []);
  return language;
}
