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
  const WAIT = 2000; // milliseconds without a key before an answer is saved
  const SLOW = 1000; // before "Saving" is worth saying
  const PAUSE = 1500; // without a key before a box may take the focus
  const AGAIN = { offline: 10000, busy: 5000 }; // before it tries again by itself
  const LOOK = 3000; // between looks whether another tab has signed in
  const PATIENCE = 30000; // before a request without an answer counts as lost
  const LAST_WISH = 60000; // what a browser sends for a page that is closing, in bytes
  const CLOSED = form.dataset.closed ?? "This record is no longer a draft";

  const pending = new Set(); // answers newer on the page than on the server
  const sending = new Map(); // answers under way: key -> the text sent
  const unsure = new Map(); // sent, and never heard of again: key -> the texts sent
  const conflicts = new Map(); // changed by someone else meanwhile: key -> what the server holds
  const refused = new Map(); // the server can't store it: key -> why
  let trouble = ""; // "", "offline", "busy", "signed-out" or "closed"
  let savedAt = words.textContent.startsWith("Saved") ? words.textContent : "";
  let timer = null;
  let busy = Promise.resolve(); // the round of saving under way, or the last
  let queued = null; // the round that starts after it
  let watching = null; // looks whether another tab has signed in
  let leaving = false;
  let lastKey = 0;
  let lastField = null;

  const fields = (key) => form.querySelectorAll(`[data-key="${CSS.escape(key)}"]`);
  const question = (key) => form.querySelector(`[data-question="${CSS.escape(key)}"]`);
  const label = (key) => question(key)?.dataset.label ?? "";
  const revision = (key) => form.elements[`r-${key}`];
  const isPicked = (field) => field.type === "radio" || field.type === "checkbox";

  const text = (key) => {
    const found = [...fields(key)];
    if (!isPicked(found[0])) return found[0].value;
    return found.filter((each) => each.checked).map((each) => each.value).join("\n");
  };

  const put = (key, value) => {
    for (const each of fields(key)) {
      if (isPicked(each)) each.checked = value.split("\n").includes(each.value);
      else each.value = value;
    }
    fields(key)[0].dispatchEvent(new Event("input", { bubbles: true }));
  };

  // An answer in the words of the form: what was chosen by its label.
  const shown = (key, value) => {
    const first = fields(key)[0];
    const of = (code) => first.tagName === "SELECT"
      ? [...first.options].find((option) => option.value === code)?.text
      : [...fields(key)].find((each) => each.value === code)?.labels[0]?.textContent;
    if (first.tagName !== "SELECT" && !isPicked(first)) return value;
    return value.split("\n").map((code) => of(code) ?? code).join("\n");
  };

  // --- What the bar says ---

  const say = (state, what, more = "") => {
    bar.dataset.state = state;
    if (words.textContent !== what) words.textContent = what;
    if (note.textContent !== more) note.textContent = more;
  };

  const answers = () => (pending.size === 1 ? "Your last answer is" : `Your last ${pending.size} answers are`);
  const themselves = () => (pending.size === 1 ? "it saves itself" : "they save themselves");
  const lost = () => `${answers()} on this page and not yet saved. Sign in and ${themselves()}.`;

  const tell = () => {
    bar.querySelector("[data-lost]")?.replaceChildren(lost());
    const last = savedAt ? ` Last ${savedAt.toLowerCase()}.` : "";
    showRetry(trouble === "offline");
    if (trouble === "signed-out") say("signed-out", "Not saved: you were signed out");
    else if (trouble === "closed") say("conflict", `Not saved: ${CLOSED[0].toLowerCase()}${CLOSED.slice(1)}`);
    else if (conflicts.size) say("conflict", "Not saved: choose which text stays");
    else if (trouble === "offline") say("offline", "Not saved: you are offline", `Keep this page open.${last}`);
    else if (trouble === "busy") say("offline", "Not saved: the service is busy", `Keep this page open. It tries again by itself.${last}`);
    else if (refused.size) {
      const [key, why] = [...refused][0];
      say("conflict", `Not saved: ${label(key)}`, why);
    } else if (!pending.size && savedAt) say("saved", savedAt);
  };

  // Said once more to someone who wants to leave and can't yet.
  const insist = () => {
    const state = words.textContent;
    words.textContent = "";
    setTimeout(() => { words.textContent = state; }, 100);
  };

  const button = (name, second, act) => {
    const made = element("button", second ? "button button--second" : "button", name);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  };

  const element = (tag, cls, content) => {
    const made = document.createElement(tag);
    if (cls) made.className = cls;
    if (content !== undefined) made.textContent = content;
    return made;
  };

  const showRetry = (isWanted) => {
    const there = bar.querySelector("[data-retry]");
    if (there && !isWanted) there.remove();
    if (there || !isWanted) return;
    const retry = button("Try again", true, () => flush());
    retry.dataset.retry = "";
    note.after(retry);
  };

  // --- Boxes: one at a time ---

  const closeBox = () => bar.querySelector(".box")?.remove();

  const openBox = (tone, title) => {
    closeBox();
    const box = element("section", `box box--${tone}`);
    box.id = "draft-box";
    box.tabIndex = -1;
    const heading = element("h2", "", title);
    heading.id = "draft-box-title";
    box.setAttribute("aria-labelledby", heading.id);
    box.append(heading);
    inner.prepend(box);
    return box;
  };

  // Never from under someone's fingers: the rest of a sentence does not belong in a password.
  const takeFocus = (place) => {
    if (!place.isConnected) return;
    const rest = PAUSE - (Date.now() - lastKey);
    if (rest > 0) setTimeout(takeFocus, rest, place);
    else place.focus();
  };

  const signedOut = (isOther) => {
    trouble = "signed-out";
    if (bar.querySelector("[data-lost]")) return;
    const box = openBox("red", isOther ? "Somebody else signed in on this browser" : "You were signed out");
    const count = element("p", "", lost());
    count.dataset.lost = "";
    const other = element("a", "", `Not ${form.dataset.name}`);
    other.href = "/sign-in";
    other.addEventListener("click", () => { leaving = true; });
    if (form.dataset.newTab) signInElsewhere(box, count, other);
    else signInHere(box, count, other);
  };

  // A work account, or a password with a code: in another tab, and this page sees by itself when that is done.
  const signInElsewhere = (box, count, other) => {
    const go = element("a", "button", "Sign in (opens in a new tab)");
    Object.assign(go, { href: form.dataset.newTab, target: "_blank", rel: "noopener" });
    go.dataset.elsewhere = "";
    go.addEventListener("click", lookOut);
    const row = element("p", "actions");
    row.append(go, other);
    box.append(count, row);
    takeFocus(go);
  };

  const lookOut = () => {
    clearInterval(watching);
    watching = setInterval(seeWhether, LOOK);
  };

  const seeWhether = async () => {
    if (trouble === "signed-out" && !(await renew().catch(() => false))) return;
    clearInterval(watching);
    if (trouble === "signed-out") signedIn(form.elements.csrf_token.value);
  };

  const signInHere = (box, count, other) => {
    const name = element("label", "label", `Password for ${form.dataset.name}`);
    name.htmlFor = "in-place-password";
    const wrong = element("p", "error");
    wrong.id = "in-place-error";
    wrong.setAttribute("role", "alert");
    const input = element("input", "input input--20");
    Object.assign(input, { id: "in-place-password", type: "password", autocomplete: "current-password" });
    input.setAttribute("aria-describedby", "in-place-error");
    const go = () => signIn(input, wrong);
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); go(); } });
    const row = element("div", "actions");
    row.append(input, button("Sign in and save", false, go), other);
    box.append(count, name, wrong, row);
    takeFocus(input);
  };

  const signIn = async (input, wrong) => {
    wrong.textContent = "";
    const body = new URLSearchParams({ account: form.dataset.proof, password: input.value });
    let answer;
    try {
      answer = await post(form.dataset.signIn, body);
    } catch {
      wrong.textContent = "You are offline. Try again when the connection is back.";
      return;
    }
    const found = await answer.json().catch(() => ({}));
    if (!answer.ok) {
      wrong.textContent = found.message || "That did not work. Try again.";
      input.value = "";
      input.focus();
      return;
    }
    await signedIn(found.csrf_token);
    if (!conflicts.size) (lastField || form.querySelector("[data-key]")).focus();
  };

  const hold = (token) => {
    for (const each of document.querySelectorAll('[name="csrf_token"]')) each.value = token;
    document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "X-CSRFToken": token }));
  };

  const signedIn = (token) => {
    hold(token);
    trouble = "";
    closeBox();
    return flush();
  };

  // Marks the words after the common beginning and before the common end.
  const differences = (mine, theirs) => {
    const a = mine.split(/(\s+)/), b = theirs.split(/(\s+)/);
    let from = 0;
    while (from < a.length && from < b.length && a[from] === b[from]) from += 1;
    let endA = a.length, endB = b.length;
    while (endA > from && endB > from && a[endA - 1] === b[endB - 1]) { endA -= 1; endB -= 1; }
    const marked = (parts, end) => {
      const made = element("p", "preserve");
      made.append(parts.slice(0, from).join(""));
      if (end > from) made.append(element("ins", "", parts.slice(from, end).join("")));
      made.append(parts.slice(end).join(""));
      return made;
    };
    return [marked(a, endA), marked(b, endB)];
  };

  const askWhichStays = () => {
    if (trouble === "signed-out" || trouble === "closed" || !conflicts.size || bar.querySelector(".box")) return;
    const [key, found] = [...conflicts][0];
    const box = openBox("amber", `${label(key)}: ${found.who.replace(/^You/, "you")} at ${found.at}`);
    box.append(element("p", "", "Nothing is overwritten. Choose which text stays."));
    const [left, right] = differences(shown(key, text(key)), shown(key, found.theirs));
    const theirs = found.name ? `${found.name}’s text, ${found.at}` : `The other window’s text, ${found.at}`;
    const versions = element("div", "versions");
    for (const [heading, version] of [["Your text here", left], [theirs, right]]) {
      const one = element("div", "versions__one");
      one.append(element("h3", "", heading), version);
      versions.append(one);
    }
    // What stands in the field when the button is pressed: typing may have gone on.
    const keep = (choose) => () => {
      revision(key).value = found.revision;
      conflicts.delete(key);
      closeBox();
      const value = choose(text(key));
      if (value === found.theirs) pending.delete(key);
      fields(key)[0].focus();
      put(key, value);
      flush();
    };
    const row = element("p", "actions");
    const canJoin = fields(key)[0].tagName === "TEXTAREA";
    if (canJoin) row.append(button("Keep both", false, keep((mine) => `${mine}\n\n${found.theirs}`)));
    row.append(
      button("Keep yours", canJoin, keep((mine) => mine)),
      button(found.name ? `Keep ${found.name.split(" ")[0]}’s` : "Keep the other", true, keep(() => found.theirs)),
    );
    box.append(versions, row);
    takeFocus(box);
  };

  const closed = (address) => {
    trouble = "closed";
    if (bar.querySelector("[data-closed]")) return;
    const box = openBox("amber", CLOSED);
    box.dataset.closed = "";
    const where = [...pending].map(label).join(", ");
    box.append(element("p", "", `${form.dataset.closedWhy ?? "It was sent or closed while you were writing."} What you wrote last under “${where}” is only on this page: copy it if you need it.`));
    const row = element("p", "actions");
    const open = element("a", "", "Open the record");
    open.href = address;
    open.addEventListener("click", () => { leaving = true; });
    row.append(open);
    box.append(row);
    takeFocus(box);
  };

  // --- Saving ---

  const post = (address, body, last = false) => fetch(address, {
    method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" },
    ...(last && String(body).length < LAST_WISH ? { keepalive: true } : { signal: AbortSignal.timeout(PATIENCE) }),
  });

  // The sign-in was renewed elsewhere in this browser: take its token, if it is the same person's. True then.
  const renew = async () => {
    const answer = await fetch(form.dataset.token, { credentials: "same-origin", headers: { Accept: "application/json" } });
    const found = await answer.json().catch(() => ({}));
    if (answer.ok && String(found.account_id) === form.dataset.account) {
      hold(found.csrf_token);
      return true;
    }
    if (answer.ok || answer.status === 401) signedOut(answer.ok);
    else trouble = "busy";
    return false;
  };

  const send = async (key, last) => {
    const sent = text(key);
    const body = new URLSearchParams({
      csrf_token: form.elements.csrf_token.value, account: form.dataset.account, kind: form.dataset.kind,
      part: form.dataset.part, key, text: sent, revision: revision(key).value,
    });
    sending.set(key, sent);
    const slow = setTimeout(() => say("saving", "Saving"), SLOW);
    try {
      const answer = await post(form.dataset.answers, body, last);
      return [sent, answer, await answer.json().catch(() => ({}))];
    } catch {
      unsure.set(key, new Set(unsure.get(key)).add(sent));
      return [sent, null, {}];
    } finally {
      clearTimeout(slow);
      sending.delete(key);
    }
  };

  const stored = (key, sent, found) => {
    revision(key).value = found.revision;
    unsure.delete(key);
    trouble = "";
    if (text(key) === sent) pending.delete(key);
    savedAt = `Saved ${found.at}`;
    const asked = question(key)?.dataset;
    if (asked?.again && !pending.size && (!asked.when || asked.when === sent)) reload(asked.again);
  };

  // Saves one answer; true while it makes sense to go on with the next one.
  const saveOne = async (key, isSecond = false, last = false) => {
    const [sent, answer, found] = await send(key, last);
    if (answer === null) trouble = "offline";
    else if (answer.ok) stored(key, sent, found);
    else if (answer.status === 401) signedOut(found.other_account);
    else if (answer.status === 409 && unsure.get(key)?.has(found.theirs)) {
      // Our own earlier save arrived after all; only its answer was lost.
      unsure.delete(key);
      revision(key).value = found.revision;
      return saveOne(key, isSecond, last);
    } else if (answer.status === 409 && "theirs" in found) conflicts.set(key, found);
    else if (answer.status === 409) closed(found.closed);
    else if (answer.status === 429 || answer.status >= 500) trouble = "busy";
    else if (answer.status === 400 && !isSecond) return (await renew().catch(() => { trouble = "offline"; })) ? saveOne(key, true, last) : false;
    else if (answer.status === 413) refused.set(key, "This answer is too long to store. Shorten it and it saves.");
    else refused.set(key, found.message || "Copy your text, then load the page again.");
    return trouble === "";
  };

  const isReady = (key) => !conflicts.has(key) && !refused.has(key) && !sending.has(key);

  const round = async () => {
    if (trouble === "offline" || trouble === "busy") trouble = "";
    for (const key of [...pending].filter(isReady)) {
      if (trouble || !(await saveOne(key))) break;
    }
    tell();
    askWhichStays();
    if (trouble in AGAIN) wait(AGAIN[trouble]);
    return pending.size === 0;
  };

  const wait = (time) => {
    clearTimeout(timer);
    timer = setTimeout(flush, time);
  };

  // Saves what is pending, one after the other; true when the server has everything.
  const flush = () => {
    clearTimeout(timer);
    const begin = () => { queued = null; return round(); };
    queued ??= busy.then(begin, begin);
    busy = queued;
    return queued;
  };

  // The page may be about to go: everything at once, and the browser sees it through.
  const flushNow = () => {
    if (trouble === "signed-out" || trouble === "closed") return;
    for (const key of [...pending].filter(isReady)) saveOne(key, false, true).then(tell);
  };

  // --- Listening ---

  const touched = (event) => {
    const key = event.target.dataset?.key;
    if (!key) return;
    lastField = event.target;
    lastKey = Date.now();
    pending.add(key);
    refused.delete(key);
    bar.querySelector("[data-lost]")?.replaceChildren(lost());
    wait(WAIT);
  };
  // In trouble it has its own time to try again.
  const nudge = () => { if (!trouble && [...pending].some(isReady)) flush(); };
  form.addEventListener("input", touched);
  form.addEventListener("change", (event) => {
    if (!event.target.dataset?.key) return;
    if (isPicked(event.target) || event.target.tagName === "SELECT") touched(event);
    nudge();
  });
  form.addEventListener("focusout", (event) => { if (event.target.dataset?.key) nudge(); });
  form.addEventListener("keydown", (event) => {
    // Enter in a line saves it; it does not send the whole form.
    if (event.key !== "Enter" || event.target.tagName !== "INPUT" || !event.target.dataset.key) return;
    event.preventDefault();
    if (pending.size) flush();
  });
  window.addEventListener("online", () => { if (pending.size) flush(); });
  window.addEventListener("offline", () => { if (pending.size) flush(); });

  // Leaving by a link or a button waits until everything is saved.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || (link.hash && link.pathname === location.pathname) || leaving || !pending.size) return;
    if ("elsewhere" in link.dataset) return;
    event.preventDefault();
    if (await flush()) link.click();
    else insist();
  });
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.dataset.section) form.elements.section.value = event.submitter.dataset.section;
    if (!pending.size) return;
    event.preventDefault();
    const by = event.submitter;
    if (await flush()) form.requestSubmit(by);
    else insist();
  });
  // An answer that changes what is asked: the page comes again.
  const reload = (section) => {
    form.elements.section.value = section;
    form.requestSubmit(form.querySelector('button[name="go"][value="again"]'));
  };
  window.addEventListener("beforeunload", (event) => { if (pending.size && !leaving) event.preventDefault(); });
  document.addEventListener("visibilitychange", async () => {
    if (document.visibilityState === "hidden") flushNow();
    else if (trouble === "signed-out") seeWhether();
    else if (pending.size) flush();
  });
  window.addEventListener("pagehide", flushNow);
  window.addEventListener("pageshow", (event) => { if (event.persisted && !pending.size) location.reload(); });
})();
