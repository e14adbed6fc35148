/*
The draft page: saves each answer by itself, says so in the bar at the foot, and loses nothing: not when the line drops,
not when the sign-in has ended, not when another window was faster. Without this script the form saves as a whole.
*/
"use strict";
(() => {
  const form = document.getElementById("draft");
  if (!form) return;
  const bar = document.querySelector(".foot-bar");
  const words = bar.querySelector(".foot-bar__state");
  const note = bar.querySelector(".foot-bar__note");
  const inner = bar.querySelector(".inner");
  const WAIT = 2000;
  const SLOW = 1000;
  const pending = new Map(); // key -> true while its text on the page is newer than the server's
  let timer = null;
  let busy = null;
  let savedAt = words.textContent.startsWith("Saved") ? words.textContent : "";
  let held = false; // a box is open: nothing saves until the person has chosen
  let leaving = false;

  const say = (state, text, more = "") => {
    bar.dataset.state = state;
    if (words.textContent !== text) words.textContent = text;
    note.textContent = more;
  };

  const fields = (key) => form.querySelectorAll(`[data-key="${CSS.escape(key)}"]`);
  const question = (key) => form.querySelector(`[data-question="${CSS.escape(key)}"]`);
  const revision = (key) => form.elements[`r-${key}`];

  const text = (key) => {
    const found = [...fields(key)];
    if (found[0].type === "radio" || found[0].type === "checkbox") {
      return found.filter((each) => each.checked).map((each) => each.value).join("\n");
    }
    return found[0].value;
  };

  const put = (key, value) => {
    for (const each of fields(key)) {
      if (each.type === "radio" || each.type === "checkbox") each.checked = value.split("\n").includes(each.value);
      else each.value = value;
    }
    fields(key)[0].dispatchEvent(new Event("input", { bubbles: true }));
  };

  const csrf = () => form.elements.csrf_token.value;

  const button = (label, second, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = second ? "button button--second" : "button";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  };

  const element = (tag, cls, content) => {
    const made = document.createElement(tag);
    if (cls) made.className = cls;
    if (content !== undefined) made.textContent = content;
    return made;
  };

  const closeBox = () => {
    const box = bar.querySelector(".box");
    if (box) box.remove();
    held = false;
  };

  const openBox = (tone, title) => {
    closeBox();
    held = true;
    const box = element("section", `box box--${tone}`);
    box.setAttribute("aria-label", title);
    box.append(element("h2", "", title));
    inner.prepend(box);
    return box;
  };

  const offline = () => {
    say("offline", "Not saved: you are offline", `Keep this page open. ${savedAt.replace("Saved", "Last saved")}`.trim());
    if (!bar.querySelector("[data-retry]")) {
      const retry = button("Try again", true, () => flush());
      retry.dataset.retry = "";
      note.after(retry);
    }
  };
  const online = () => bar.querySelector("[data-retry]")?.remove();

  const signedOut = (otherAccount) => {
    const count = pending.size;
    const answers = count === 1 ? "Your last answer is" : `Your last ${count} answers are`;
    say("signed-out", "Not saved: you were signed out");
    if (bar.querySelector("#in-place-password")) return;
    const box = openBox("red", otherAccount ? "Somebody else signed in" : "You were signed out");
    box.append(element("p", "", `${answers} on this page and not yet saved. Sign in and ${count === 1 ? "it saves itself" : "they save themselves"}.`));
    const label = element("label", "label", `Password for ${form.dataset.name}`);
    label.htmlFor = "in-place-password";
    const input = element("input", "input input--20");
    Object.assign(input, { id: "in-place-password", type: "password", autocomplete: "current-password" });
    const wrong = element("p", "error");
    wrong.id = "in-place-error";
    wrong.setAttribute("role", "alert");
    input.setAttribute("aria-describedby", "in-place-error");
    const go = async () => {
      wrong.textContent = "";
      const body = new URLSearchParams({ account: form.dataset.proof, password: input.value });
      let answer;
      try {
        answer = await fetch(form.dataset.signIn, { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } });
      } catch {
        wrong.textContent = "You are offline. Try again when the connection is back.";
        return;
      }
      const found = await answer.json().catch(() => ({}));
      if (!answer.ok) {
        wrong.textContent = found.message || "That did not work. Try again.";
        input.focus();
        return;
      }
      for (const each of document.querySelectorAll('[name="csrf_token"]')) each.value = found.csrf_token;
      document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "X-CSRFToken": found.csrf_token }));
      closeBox();
      await flush();
      (lastField || form.querySelector("[data-key]")).focus();
    };
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); go(); } });
    const row = element("p", "actions");
    const other = element("a", "", `Not ${form.dataset.name}`);
    other.href = "/sign-in";
    other.addEventListener("click", () => { leaving = true; });
    row.append(button("Sign in and save", false, go), other);
    box.append(label, wrong, input, row);
    input.focus();
  };

  const differences = (mine, theirs) => {
    // Marks the words after the common beginning and before the common end.
    const a = mine.split(/(\s+)/), b = theirs.split(/(\s+)/);
    let from = 0;
    while (from < a.length && from < b.length && a[from] === b[from]) from += 1;
    let endA = a.length, endB = b.length;
    while (endA > from && endB > from && a[endA - 1] === b[endB - 1]) { endA -= 1; endB -= 1; }
    const show = (parts, end) => {
      const made = element("p", "preserve");
      made.append(parts.slice(0, from).join(""));
      if (end > from) made.append(element("ins", "", parts.slice(from, end).join("")));
      made.append(parts.slice(end).join(""));
      return made;
    };
    return [show(a, endA), show(b, endB)];
  };

  const conflict = (key, found) => {
    say("conflict", "Not saved: choose which text stays");
    const title = `${question(key).dataset.label}: ${found.who.replace(/^You/, "you")} at ${found.at}`;
    const box = openBox("amber", title);
    box.append(element("p", "", "Nothing is overwritten. Choose which text stays."));
    const mine = text(key);
    const [left, right] = differences(mine, found.theirs);
    const versions = element("div", "versions");
    const theirs = found.name ? `${found.name}’s text, ${found.at}` : `The text from the other window, ${found.at}`;
    for (const [heading, shown] of [["Your text here", left], [theirs, right]]) {
      const one = element("div", "versions__one");
      one.append(element("h3", "", heading), shown);
      versions.append(one);
    }
    const keep = (value) => () => {
      revision(key).value = found.revision;
      closeBox();
      put(key, value);
      fields(key)[0].focus();
      flush();
    };
    const row = element("p", "actions");
    const isText = fields(key)[0].tagName === "TEXTAREA";
    if (isText) row.append(button("Keep both", false, keep(`${mine}\n\n${found.theirs}`)));
    row.append(
      button("Keep yours", isText, keep(mine)),
      button(found.name ? `Keep ${found.name.split(" ")[0]}’s` : "Keep the other", true, keep(found.theirs)),
    );
    box.append(versions, row);
    row.querySelector("button").focus();
  };

  const failed = (key, message) => {
    say("conflict", "Not saved", `${question(key)?.dataset.label ?? ""}: ${message}`);
  };

  // Saves one answer; true when the server has it.
  const saveOne = async (key) => {
    const sent = text(key);
    const body = new URLSearchParams({
      csrf_token: csrf(), account: form.dataset.account, kind: form.dataset.kind, part: form.dataset.part,
      key, text: sent, revision: revision(key).value,
    });
    const slow = setTimeout(() => say("saving", "Saving"), SLOW);
    let answer;
    try {
      answer = await fetch(form.dataset.answers, { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } });
    } catch {
      offline();
      return false;
    } finally {
      clearTimeout(slow);
    }
    online();
    const found = await answer.json().catch(() => ({}));
    if (answer.ok) {
      revision(key).value = found.revision;
      if (text(key) === sent) pending.delete(key);
      savedAt = `Saved ${found.at}`;
      return true;
    }
    if (answer.status === 401) signedOut(found.other_account);
    else if (answer.status === 409 && "theirs" in found) conflict(key, found);
    else if (answer.status === 429 || answer.status >= 500) {
      say("offline", "Not saved yet: the service is busy", "Keep this page open. It tries again by itself.");
      timer = setTimeout(flush, 5000);
    } else if (answer.status === 400) signedOut(false);
    else failed(key, found.message || "Load the page again. Copy your text first.");
    return false;
  };

  const flush = () => {
    clearTimeout(timer);
    if (held) return Promise.resolve(false);
    busy = (busy || Promise.resolve()).then(async () => {
      for (const key of [...pending.keys()]) {
        if (held || !(await saveOne(key))) return false;
      }
      if (pending.size === 0 && savedAt) say("saved", savedAt);
      return pending.size === 0;
    });
    return busy;
  };

  let lastField = null;
  const touched = (event) => {
    const key = event.target.dataset?.key;
    if (!key) return;
    lastField = event.target;
    pending.set(key, true);
    clearTimeout(timer);
    timer = setTimeout(flush, WAIT);
  };
  form.addEventListener("input", touched);
  form.addEventListener("change", (event) => { touched(event); if (event.target.dataset?.key) flush(); });
  form.addEventListener("focusout", (event) => { if (event.target.dataset?.key && pending.size) flush(); });
  window.addEventListener("online", () => { if (pending.size) flush(); });

  // Leaving by a link or a button waits until everything is saved.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.hash && link.pathname === location.pathname || leaving || !pending.size) return;
    event.preventDefault();
    if (await flush()) { leaving = true; link.click(); }
  });
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.dataset.section) form.elements.section.value = event.submitter.dataset.section;
    if (leaving || !pending.size) { leaving = true; return; }
    event.preventDefault();
    const by = event.submitter;
    if (await flush()) { leaving = true; form.requestSubmit(by); }
  });
  window.addEventListener("beforeunload", (event) => { if (pending.size && !leaving) event.preventDefault(); });
  // A closed lid or a switched tab: send what is left while the page still can.
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && pending.size) flush(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
