/** A labelled input with its hint and its error, tied together for assistive technology. */

import { type Attributes, h } from "./dom";

export interface FieldOptions {
  name: string;
  label: string;
  hint?: string;
  attributes: Attributes;
}

export class Field {
  readonly element: HTMLDivElement;
  private readonly input: HTMLInputElement;
  private readonly error: HTMLParagraphElement;
  /** May be moved to another place on the page. */
  readonly hint: HTMLParagraphElement | null;

  constructor({ name, label, hint, attributes }: FieldOptions) {
    const id = `field-${name}`;
    this.hint = hint === undefined ? null : h("p", { id: `${id}-hint`, class: "hint" }, hint);
    this.input = h("input", { id, name, ...attributes });
    this.error = h("p", { id: `${id}-error`, class: "field-error", role: "alert", hidden: true });
    this.element = h(
      "div",
      { class: `field field-${name}` },
      h("label", { for: id }, label),
      this.input,
      this.error,
      this.hint,
    );
    this.setError(null);
  }

  get value(): string {
    return this.input.value;
  }

  set value(value: string) {
    this.input.value = value;
  }

  get invalid(): boolean {
    return !this.error.hidden;
  }

  setError(message: string | null): void {
    this.error.hidden = message === null;
    this.error.textContent = message ?? "";
    const described = [message === null ? null : this.error, this.hint].flatMap((part) => part?.id ?? []);
    if (described.length > 0) this.input.setAttribute("aria-describedby", described.join(" "));
    else this.input.removeAttribute("aria-describedby");
    if (message === null) this.input.removeAttribute("aria-invalid");
    else this.input.setAttribute("aria-invalid", "true");
  }

  focus(): void {
    this.input.focus();
  }
}
