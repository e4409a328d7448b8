"use strict";
(() => {
  const status = document.getElementById("status");
  const logOf = (pane) => document.querySelector(`#${pane} .log`);
  const toEnd = (log) => { log.scrollTop = log.scrollHeight; };
  const parsed = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content.firstElementChild;
  };

  const allToEnd = () => document.querySelectorAll(".log").forEach(toEnd);
  addEventListener("load", allToEnd);
  document.addEventListener("load", (event) => {
    if (event.target.matches && event.target.matches(".picture img")) toEnd(event.target.closest(".log"));
  }, true);

  // Events arrive here, no matter who caused them.
  const events = new EventSource(`events?after=${document.body.dataset.last}`);
  events.addEventListener("post", (event) => {
    const { pane, html, replaces } = JSON.parse(event.data);
    const log = logOf(pane), post = parsed(html);
    const old = document.getElementById(post.id);
    if (old && replaces) {
      const focused = old.contains(document.activeElement);
      old.replaceWith(post);
      if (focused) (post.querySelector("button") || log).focus({ preventScroll: true });
      post.scrollIntoView({ block: "nearest" });
    } else if (!old) {
      log.append(post);
      toEnd(log);
    }
    post.classList.add("new");
    prepare(post);
  });
  events.addEventListener("home", (event) => {
    const { pane, html } = JSON.parse(event.data);
    document.querySelector(`#${pane} .home-content`).innerHTML = html;
  });
  events.addEventListener("said", (event) => { status.textContent = JSON.parse(event.data).text; });
  events.addEventListener("reload", () => location.reload());
  let lost = false;
  events.onerror = () => { lost = true; };
  events.onopen = () => { if (lost) location.reload(); };

  // Forms are sent without leaving the page; without this script they work too.
  const send = async (form, data, action = form.action) => {
    const answer = await fetch(action, {
      method: "POST", body: data, headers: { Accept: "application/json" },
    });
    if (!answer.ok) status.textContent = (await answer.json()).error;
    else if (answer.status === 200) show(await answer.json());
    else if ("reloads" in form.dataset) location.reload();
  };

  // Slack's windows: one at a time, and an answer takes the place of what was asked.
  const dialog = document.getElementById("window");
  function show({ html, errors }) {
    dialog.innerHTML = html;
    if (!dialog.open) dialog.showModal();
    const field = "input:not([type=file]), textarea, select";
    const first = dialog.querySelector(errors ? "[aria-invalid]" : "[data-first]") || dialog.querySelector(field);
    if (first) first.focus({ preventScroll: true });
    dialog.scrollTop = 0;
  }
  document.addEventListener("submit", (event) => {
    const form = event.target, pressed = event.submitter;
    event.preventDefault();
    const data = new FormData(form, pressed);
    if (pressed && pressed.dataset.post) data.append("post", pressed.dataset.post);
    const elsewhere = pressed && pressed.hasAttribute("formaction");
    send(form, data, elsewhere ? pressed.formAction : form.action);
    if (form.classList.contains("composer") && !elsewhere) form.reset();
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest(".composer");
    if (form && event.target.type === "file" && event.target.files.length) form.requestSubmit();
  });

  // Files may be dropped on a chat.
  document.querySelectorAll(".pane").forEach((pane) => {
    const over = (on) => (event) => { event.preventDefault(); pane.classList.toggle("over", on); };
    pane.addEventListener("dragover", over(true));
    pane.addEventListener("dragleave", over(false));
    pane.addEventListener("drop", (event) => {
      over(false)(event);
      const form = pane.querySelector(".composer");
      for (const file of event.dataTransfer.files) {
        const data = new FormData();
        data.append("file", file);
        send(form, data);
      }
    });
  });

  // Slack's tables: people sort them by a column and turn their pages.
  function turn(table, first) {
    const rows = [...table.tBodies[0].rows], size = Number(table.dataset.pageSize);
    rows.forEach((row, at) => { row.hidden = at < first || at >= first + size; });
    table.dataset.first = first;
    const pages = table.parentElement.nextElementSibling;
    if (rows.length <= size) return;
    const [back, on] = pages.querySelectorAll("button"), end = Math.min(first + size, rows.length);
    pages.hidden = false;
    pages.querySelector("span").textContent = `${first + 1}–${end} / ${rows.length}`;
    const left = [back, on].find((each) => each === document.activeElement);
    back.disabled = first === 0;
    on.disabled = end === rows.length;
    if (left && left.disabled) (left === on ? back : on).focus();
  }
  function sort(header) {
    const table = header.closest("table"), column = header.cellIndex;
    const up = header.getAttribute("aria-sort") !== "ascending";
    const compare = (one, other) => {
      const [a, b] = [one, other].map((row) => row.cells[column]);
      return "value" in a.dataset ? a.dataset.value - b.dataset.value
        : a.textContent.localeCompare(b.textContent, document.documentElement.lang, { numeric: true });
    };
    const rows = [...table.tBodies[0].rows].sort((one, other) => up ? compare(one, other) : compare(other, one));
    table.tBodies[0].append(...rows);
    for (const each of header.parentElement.cells) each.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", up ? "ascending" : "descending");
    turn(table, 0);
  }
  function prepare(shown) {
    shown.querySelectorAll("[data-sorts]").forEach((each) => { each.disabled = false; });
    shown.querySelectorAll("[data-page-size]").forEach((each) => turn(each, 0));
  }
  prepare(document);

  // Slack's tabs and windows.
  const isTab = (element) => element.getAttribute("role") === "tab";
  const besides = (tab) => [...tab.parentElement.children];
  function select(chosen) {
    for (const tab of besides(chosen)) {
      const on = tab === chosen;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !on;
    }
    allToEnd();
  }
  document.addEventListener("click", (event) => {
    const at = event.target.closest("button");
    if (!at) return;
    if (isTab(at)) select(at);
    if ("sorts" in at.dataset) sort(at.parentElement);
    if ("turns" in at.dataset) {
      const table = at.parentElement.previousElementSibling.firstElementChild;
      turn(table, Number(table.dataset.first) + Number(at.dataset.turns) * Number(table.dataset.pageSize));
    }
    if ("closes" in at.dataset) at.closest("dialog").close();
  });
  document.addEventListener("keydown", (event) => {
    const at = document.activeElement;
    if (!isTab(at) || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const tabs = besides(at), next = tabs[(tabs.indexOf(at) + 1) % tabs.length];
    select(next);
    next.focus();
  });
})();
