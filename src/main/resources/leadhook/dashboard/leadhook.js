"use strict";
// What every page does beside what its HTML does already: times in the viewer's zone, and copying.
(() => {
  const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

  function showTimes(root) {
    for (const time of root.querySelectorAll("time[datetime]")) {
      time.textContent = moment.format(new Date(time.dateTime));
      time.title = time.dateTime;
    }
  }

  function showCopying(root) {
    // Those that are hidden are new; a part of the page that renews itself shows the others again.
    for (const button of root.querySelectorAll("button[data-copy][hidden]")) {
      button.hidden = false;
      button.addEventListener("click", () => copy(button));
    }
  }

  // A form that was refused is still there, with what was typed.
  function showBack() {
    const button = document.querySelector("button[data-back]");
    if (button && history.length > 1) {
      button.hidden = false;
      button.addEventListener("click", () => history.back());
    }
  }

  async function copy(button) {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = "Copied";
    } catch {
      // Not allowed, or not over TLS: it is marked, so that a key press copies it.
      getSelection().selectAllChildren(source);
      button.textContent = "Marked: press Ctrl+C";
    }
  }

  function show(root) {
    showTimes(root);
    showCopying(root);
  }

  window.leadhook = { moment };
  document.addEventListener("htmx:afterSwap", event => show(event.detail.elt.parentElement ?? document));
  show(document);
  showBack();
})();
