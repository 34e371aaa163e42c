/** Texts of the page in Korean and English. Keys are typed from ko.json; a test checks that en.json has all. */

import type { Lang } from "../state/store";
import en from "./en.json";
import ko from "./ko.json";

export type TextKey = keyof typeof ko;

/** A key that has plural forms: `n.days` for `n.days_one` and `n.days_other`. */
export type PluralKey = TextKey extends infer K ? (K extends `${infer Base}_other` ? Base : never) : never;

export type Params = Record<string, string | number>;

const TEXTS: Record<Lang, Readonly<Record<string, string>>> = { ko, en };

let current: Lang = "ko";

export function setLang(lang: Lang): void {
  current = lang;
}

export function lang(): Lang {
  return current;
}

export function t(key: TextKey, params: Params = {}): string {
  return fill(TEXTS[current][key] ?? ko[key], params);
}

/** The text of `key` in the plural form for `n`; `{n}` is written with separators. */
export function tn(key: PluralKey, n: number): string {
  const form = new Intl.PluralRules(current).select(n);
  const texts = TEXTS[current];
  const text = texts[`${key}_${form}`] ?? texts[`${key}_other`] ?? key;
  return fill(text, { n: new Intl.NumberFormat(current).format(n) });
}

/** A text for a code that the server sent; null when this page does not know the code. */
export function textFor(prefix: string, code: string, params: Params = {}): string | null {
  const text = TEXTS[current][`${prefix}.${code}`];
  return text === undefined ? null : fill(text, params);
}

/** The Korean or the English name, whichever the reader wants and the data has. */
export function nameOf(names: { ko: string | null; en: string | null }): string {
  return (current === "en" ? (names.en ?? names.ko) : names.ko) ?? "";
}

function fill(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}
