/* Ledtråd's own script. Every page works without it; with it, focus and announcements follow what happens. */
(function () {
  "use strict";

  const live = () => document.getElementById("live");
  const text = (name) => (live() && live().dataset[name]) || "";

  /* Reads out a sentence. Emptied first, so that the same sentence twice is read twice. */
  function announce(sentence) {
    const region = live();
    if (!region || !sentence) return;
    region.textContent = "";
    window.setTimeout(() => { region.textContent = sentence; }, 60);
  }

  /* Shows a sentence where messages stand, which is a status region and so reads it out as well. */
  function show(sentence) {
    const place = document.getElementById("messages");
    if (!place) { announce(sentence); return; }
    const line = document.createElement("p");
    line.className = "message";
    line.dataset.level = "success";
    line.textContent = sentence;
    place.replaceChildren(line);
    if (place.getBoundingClientRect().bottom < 0) announce(sentence);
  }

  /* Moves focus without leaving a tab stop behind on what is not a control. */
  function focus(element) {
    if (!element) return;
    if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) {
      element.setAttribute("tabindex", "-1");
      element.addEventListener("blur", () => element.removeAttribute("tabindex"), { once: true });
    }
    element.focus();
  }

  function focusErrors(root) {
    const summary = root.querySelector(".ds-error-summary");
    const field = root.querySelector('[aria-invalid="true"]:not(fieldset)');
    if (summary) focus(summary); else if (field) focus(field);
    return Boolean(summary || field);
  }

  function closeMenus() {
    document.querySelectorAll("[popover]:popover-open").forEach((menu) => menu.hidePopover());
  }

  function enhance(root) {
    /* Errors are told by the server, in the reader's own language and all at once; menus keep the browser's. */
    root.querySelectorAll('form[method="post"]').forEach((form) => { if (!form.closest("[popover]")) form.noValidate = true; });
    root.querySelectorAll("[data-copy][hidden]").forEach((button) => {
      button.hidden = !(navigator.clipboard && window.isSecureContext);
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    enhance(document);
    focusErrors(document);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) {
      const source = button.dataset.copy ? document.querySelector(button.dataset.copy) : null;
      const value = source ? source.value || source.textContent.trim() : window.location.href;
      navigator.clipboard.writeText(value).then(() => show(text("copied")), () => { if (source && source.select) source.select(); });
      return;
    }
    const printer = event.target.closest("[data-print]");
    if (printer) { event.preventDefault(); window.print(); return; }
    const all = event.target.closest("[data-check-all]");
    if (all) document.querySelectorAll(all.dataset.checkAll).forEach((box) => { box.checked = all.checked; });
    if (event.target.closest("[popover] a[href]")) closeMenus();
  });

  /* What is written and not saved is asked about before the page is left. */
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.hasAttribute("data-guard")) form.dataset.unsaved = "";
  });
  document.addEventListener("submit", (event) => { delete event.target.dataset.unsaved; });
  window.addEventListener("beforeunload", (event) => { if (document.querySelector("form[data-unsaved]")) event.preventDefault(); });

  /* Links in the error summary lead to the field itself, not only to its place on the page. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".ds-error-summary a[href^='#']");
    const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) return;
    event.preventDefault();
    const control = target.matches("input, select, textarea, button, a") ? target : target.querySelector("input, select, textarea") || target;
    control.scrollIntoView({ block: "center" });
    focus(control);
  });

  /* A line of a form that stands in a paper beside it: the paper shows where, while the line is written in. */
  document.addEventListener("focusin", (event) => {
    const line = event.target.closest("[data-shows]");
    const place = line && document.getElementById(line.dataset.shows);
    const around = place && place.closest(".paper-scroll");
    if (!around || around.scrollHeight <= around.clientHeight) return;
    around.querySelectorAll("mark.current").forEach((mark) => mark.classList.remove("current"));
    place.classList.add("current");
    around.scrollTo({ top: around.scrollTop + place.getBoundingClientRect().top - around.getBoundingClientRect().top - around.clientHeight / 3 });
  });

  /* Closed parts open on paper, and close again afterwards. */
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = Array.from(document.querySelectorAll("main details:not([open])"));
    opened.forEach((part) => { part.open = true; });
  });
  window.addEventListener("afterprint", () => { opened.forEach((part) => { part.open = false; }); });

  /* htmx: say what happens, keep or move focus. */
  let asked = null;
  document.addEventListener("htmx:beforeRequest", (event) => {
    asked = document.activeElement && document.activeElement.id;
    event.detail.elt.setAttribute("aria-busy", "true");
  });
  document.addEventListener("htmx:afterRequest", (event) => event.detail.elt.removeAttribute("aria-busy"));
  document.addEventListener("htmx:afterSettle", (event) => {
    const root = event.detail.elt;
    enhance(root);
    if (root.matches('[hx-trigger^="every"]')) return; /* what refreshes itself takes no focus */
    if (focusErrors(root)) return;
    const wanted = root.matches("[data-focus]") ? root : root.querySelector("[data-focus]");
    if (wanted) { focus(wanted); return; }
    if (document.activeElement === document.body) focus(asked && document.getElementById(asked) ? document.getElementById(asked) : root);
  });
  document.addEventListener("htmx:responseError", () => show(text("failed")));
  document.addEventListener("htmx:sendError", () => show(text("failed")));
  document.addEventListener("ledtrad:announce", (event) => show(event.detail.value));

  /* A board: a card dropped on a column opens the same form as its link, with that column chosen. */
  document.querySelectorAll("[data-board]").forEach((board) => {
    let card = null;
    board.querySelectorAll("[data-move]").forEach((one) => {
      one.draggable = true;
      one.addEventListener("dragstart", (event) => { card = one; event.dataTransfer.effectAllowed = "move"; });
      one.addEventListener("dragend", () => { card = null; });
    });
    board.querySelectorAll("[data-state]").forEach((column) => {
      column.addEventListener("dragover", (event) => { if (card && !column.contains(card)) { event.preventDefault(); column.dataset.over = ""; } });
      column.addEventListener("dragleave", () => { delete column.dataset.over; });
      column.addEventListener("drop", (event) => {
        event.preventDefault();
        delete column.dataset.over;
        if (card) window.location.assign(card.dataset.move + "?state=" + encodeURIComponent(column.dataset.state));
      });
    });
  });
})();
