"use strict";

(() => {
  const PAUSE = 1000; // milliseconds without a key before a count is spoken
  const live = () => document.getElementById("live");

  const say = (words) => {
    const region = live();
    if (!region) return;
    region.textContent = "";
    window.setTimeout(() => { region.textContent = words; }, 100);
  };

  const number = (count) => count.toLocaleString("en-GB");

  const countWords = (length, limit) =>
    length > limit
      ? `${number(length)} of ${number(limit)} characters: ${number(length - limit)} too many`
      : `${number(length)} of ${number(limit)} characters`;

  // Counted as the server counts: characters, not UTF-16 units, and one for a line end.
  const lengthOf = (field) => Array.from(field.value).length;

  const showCount = (field) => {
    const place = document.getElementById(`${field.id}-count`);
    if (!place) return;
    const limit = Number(field.dataset.limit);
    const length = lengthOf(field);
    place.textContent = countWords(length, limit);
    place.classList.toggle("count--over", length > limit);
  };

  const spoken = new WeakMap();
  const sayCount = (field) => {
    window.clearTimeout(spoken.get(field));
    const limit = Number(field.dataset.limit);
    const length = lengthOf(field);
    // Far from the limit the count would only interrupt.
    if (length < limit * 0.9) return;
    spoken.set(field, window.setTimeout(() => say(countWords(length, limit)), PAUSE));
  };

  const copy = async (button) => {
    const source = document.getElementById(button.dataset.copy);
    if (!source) return;
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent);
      say("Copied");
      button.dataset.words ??= button.firstChild.textContent;
      button.firstChild.textContent = "Copied";
      window.setTimeout(() => { button.firstChild.textContent = button.dataset.words; }, 3000);
    } catch {
      source.focus();
      source.select?.();
      say("The text is selected. Copy it with Control and C.");
    }
  };

  const prepare = (root) => {
    for (const button of root.querySelectorAll("button[data-copy][hidden]")) button.hidden = false;
    for (const field of root.querySelectorAll("textarea[data-limit]")) showCount(field);
  };

  // The button of a plan names how many it books: of what is ticked, by what each row is.
  const plural = (count, one) => (count ? [`${count}\u00a0${one}${count === 1 ? "" : "s"}`] : []);
  const countPlan = (form) => {
    const kinds = [...form.querySelectorAll("[data-plan-row]")]
      .filter((row) => row.querySelector("[type=checkbox]").checked)
      .map((row) => row.querySelector("[name^=kind-]").value);
    const sessions = kinds.filter((kind) => kind !== "observation").length;
    const observations = kinds.filter((kind) => kind === "observation" || kind === "both").length;
    const words = [...plural(sessions, "session"), ...plural(observations, "observation")].join(" and ");
    for (const button of form.querySelectorAll("[data-plan-button]")) button.textContent = `Plan ${words || "what is ticked"}`;
  };

  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-plan]");
    if (form) countPlan(form);
  });

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement) || !field.dataset.limit) return;
    showCount(field);
    sayCount(field);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-copy]");
    if (button) copy(button);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest?.("details.nav__menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  document.addEventListener("htmx:after:swap", () => prepare(document));

  prepare(document);
  document.querySelector("[data-error-summary]")?.focus();
})();
