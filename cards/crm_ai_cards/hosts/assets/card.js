// Makes the buttons of a card work. Without it the card reads the same.
"use strict";

(() => {
  const main = document.getElementById("card");
  const status = document.getElementById("card-status");
  const token = new URLSearchParams(location.search).get("t");
  if (!main || !status || !main.dataset.api || !token) return;

  const say = (text) => {
    status.textContent = text;
  };

  const reveal = (root) => {
    for (const bar of root.querySelectorAll(".crm-bar[hidden]")) bar.hidden = false;
  };

  const closeForm = (item) => {
    item.querySelector("form.crm-form")?.remove();
    const opener = item.querySelector("[data-set][aria-expanded=true]");
    opener?.setAttribute("aria-expanded", "false");
    return opener;
  };

  const openForm = (button) => {
    const item = button.closest(".crm-item");
    const again = button.getAttribute("aria-expanded") === "true";
    closeForm(item);
    const template = main.querySelector(`template[data-form="${CSS.escape(button.dataset.form)}"]`);
    if (again || !template) return;
    const form = template.content.firstElementChild.cloneNode(true);
    form.dataset.action = button.dataset.action;
    form.dataset.set = button.dataset.set;
    button.parentElement.after(form);
    button.setAttribute("aria-expanded", "true");
    form.querySelector("input")?.focus();
  };

  // What the form asked for, as the API takes it.
  const answers = (form) => {
    const given = new FormData(form);
    const days = form.querySelector("[data-input=days]:checked");
    const body = {};
    if (days) body.until = new Date(Date.now() + Number(days.value) * 86_400_000).toISOString();
    const reason = [given.get("reason"), given.get("note")].map((part) => (part ?? "").trim()).filter(Boolean);
    if (reason.length) body.reason = reason.join(": ");
    return body;
  };

  // The server draws the card; here it is only exchanged, one step at a time, so that nothing else moves.
  const redraw = async (itemId) => {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [old, now] = [document, fresh].map((page) => page.getElementById(itemId));
    if (!old || !now) {
      main.replaceChildren(...(fresh.getElementById("card")?.childNodes ?? []));
      reveal(main);
      return;
    }
    const opened = [...old.querySelectorAll("details")].map((part) => part.open);
    [...now.querySelectorAll("details")].forEach((part, at) => {
      part.open = opened[at] ?? false;
    });
    old.replaceWith(now);
    reveal(now);
    now.querySelector("button")?.focus();
  };

  const send = async (item, actionId, state, body) => {
    const buttons = [...item.querySelectorAll("button")];
    for (const button of buttons) button.disabled = true;
    say("Saving…");
    try {
      const answer = await fetch(`${main.dataset.api}/actions/${encodeURIComponent(actionId)}`, {
        method: "POST",
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        body: JSON.stringify({ state, ...body }),
      });
      if (!answer.ok) {
        const problem = await answer.json().catch(() => ({}));
        throw new Error(problem.detail ?? `the server answered ${answer.status}`);
      }
      await redraw(item.id);
      say(`Saved: ${state === "open" ? "open again" : state}.`);
    } catch (error) {
      for (const button of buttons) button.disabled = false;
      say(`Not saved: ${error.message}`);
    }
  };

  const tell = (item, body) =>
    fetch(`${main.dataset.api}/responses/${encodeURIComponent(item.dataset.reply)}/feedback`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }).then((answer) => {
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    });

  // Frames may be kept from the clipboard; then the text is marked, and the old way of copying tried.
  const toClipboard = async (node) => {
    try {
      await navigator.clipboard.writeText(node.value ?? node.textContent);
      return true;
    } catch {
      if (node.select) {
        node.select();
        return document.execCommand("copy");
      }
      const range = document.createRange();
      range.selectNodeContents(node);
      const marked = getSelection();
      marked.removeAllRanges();
      marked.addRange(range);
      return document.execCommand("copy");
    }
  };

  const copy = async (item) => {
    const shown = item.querySelector(".crm-reply-text");
    const edited = item.querySelector("textarea.crm-edit");
    const changed = edited !== null && edited.value.trim() !== shown.textContent.trim();
    if (!(await toClipboard(edited ?? shown))) {
      say("Not copied: the answer is marked, copy it with the keyboard.");
      return;
    }
    say("Copied.");
    // Not knowing that it was used is a pity, but no reason to trouble whoever is in a conversation.
    await tell(item, changed ? { action: "edited", text: edited.value } : { action: "copied" }).catch(() => {});
  };

  const edit = (item, button) => {
    const shown = item.querySelector(".crm-reply-text");
    const open = item.querySelector("textarea.crm-edit");
    shown.hidden = open === null;
    button.setAttribute("aria-expanded", String(open === null));
    if (open) return void open.remove();
    const area = document.createElement("textarea");
    area.className = "crm-edit";
    area.value = shown.textContent;
    area.maxLength = 4000;
    area.rows = 5;
    area.dir = "auto";
    area.setAttribute("aria-label", "Your wording; Copy takes this");
    shown.after(area);
    area.focus();
  };

  const sent = async (item, button) => {
    try {
      await tell(item, { action: "sent" });
      button.setAttribute("aria-pressed", "true");
      say("Noted as sent.");
    } catch (error) {
      say(`Not saved: ${error.message}`);
    }
  };

  const rate = async (item, button) => {
    try {
      await tell(item, { action: "rated", rating: Number(button.dataset.rate) });
      for (const other of item.querySelectorAll("[data-rate]"))
        other.setAttribute("aria-pressed", String(other === button));
      say("Thank you.");
    } catch (error) {
      say(`Not saved: ${error.message}`);
    }
  };

  main.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const item = button?.closest(".crm-item");
    if (!item) return;
    if ("copy" in button.dataset) return void copy(item);
    if ("edit" in button.dataset) return edit(item, button);
    if ("sent" in button.dataset) return void sent(item, button);
    if (button.dataset.rate) return void rate(item, button);
    if ("cancel" in button.dataset) closeForm(item)?.focus();
    else if (button.dataset.form) openForm(button);
    else if (button.dataset.set) void send(item, button.dataset.action, button.dataset.set, {});
  });

  main.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    void send(form.closest(".crm-item"), form.dataset.action, form.dataset.set, answers(form));
  });

  main.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form.crm-form");
    if (event.key === "Escape" && form) closeForm(form.closest(".crm-item"))?.focus();
    if (event.key !== "Escape" || !event.target.matches?.("textarea.crm-edit")) return;
    const button = event.target.closest(".crm-item").querySelector("[data-edit]");
    edit(button.closest(".crm-item"), button);
    button.focus();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select")) return;
    const item = /^[1-9]$/.test(event.key) && main.querySelector(`[data-reply][data-key="${event.key}"]`);
    if (!item) return;
    event.preventDefault();
    void copy(item);
  });

  reveal(main);
})();
