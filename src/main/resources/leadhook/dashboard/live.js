"use strict";
// Events and deliveries as they come. What strangers sent is put in as text, never as HTML.
(() => {
  const MOST = 200;
  const list = document.getElementById("live");
  const state = document.getElementById("live-state");
  const pause = document.getElementById("live-pause");
  const search = document.getElementById("live-search");
  const kinds = [...document.querySelectorAll("#live-tools input[type=checkbox]")];
  const held = [];
  let paused = false;

  document.getElementById("live-tools").hidden = false;

  function element(name, text, className) {
    const made = document.createElement(name);
    made.textContent = text;
    if (className) {
      made.className = className;
    }
    return made;
  }

  function link(path, text) {
    const made = element("a", text);
    made.href = list.dataset.base + path;
    return made;
  }

  function time(at) {
    const made = element("time", window.leadhook.moment.format(new Date(at)));
    made.dateTime = at;
    return made;
  }

  function line(kind, ...parts) {
    const item = document.createElement("li");
    item.dataset.kind = kind;
    const text = document.createElement("p");
    for (const part of parts) {
      text.append(part, " ");
    }
    item.append(text);
    return item;
  }

  function event(each) {
    return line(
      "event",
      time(each.at),
      element("span", "event " + each.seq, "badge"),
      element("strong", each.what),
      link("/leads/" + each.lead, each.name));
  }

  function delivery(each) {
    const page = "/outbound/" + each.webhook + (each.seq === 0 ? "" : "/events/" + each.seq);
    return line(
      each.delivered ? "delivered" : "failed",
      time(each.at),
      element("span", each.delivered ? "delivered" : "failed", each.delivered ? "badge good" : "badge bad"),
      link(page, (each.seq === 0 ? "test" : "event " + each.seq + ", " + each.what) + " to " + each.host),
      each.lead ? link("/leads/" + each.lead, each.name) : element("span", ""),
      element("span", each.outcome + ", " + each.trigger + ", " + each.took + " ms", "muted"));
  }

  function filter(item) {
    const shown = item.dataset.kind === "note" || kinds.some(kind => kind.checked && kind.value === item.dataset.kind)
      && item.textContent.toLowerCase().includes(search.value.trim().toLowerCase());
    item.hidden = !shown;
  }

  function filterAll() {
    for (const item of list.children) {
      filter(item);
    }
  }

  function add(item) {
    if (paused) {
      held.push(item);
      if (held.length > MOST) {
        held.shift();
      }
      tell();
      return;
    }
    document.getElementById("live-empty")?.remove();
    filter(item);
    list.prepend(item);
    while (list.children.length > MOST) {
      list.lastElementChild.remove();
    }
  }

  function tell() {
    say(paused ? "paused" + (held.length ? ", " + held.length + " wait" : "") : "live", paused ? "warn" : "good");
  }

  function say(text, tone) {
    state.textContent = text;
    state.className = "badge " + tone;
  }

  pause.addEventListener("click", () => {
    paused = !paused;
    pause.textContent = paused ? "Go on" : "Pause";
    if (!paused) {
      held.splice(0).forEach(add);
    }
    tell();
  });
  kinds.forEach(kind => kind.addEventListener("change", filterAll));
  search.addEventListener("input", filterAll);

  const HIDDEN_SECONDS = 60;
  const AGAIN_SECONDS = 5;
  const url = new URL(list.dataset.stream, location.href);
  let stream = null;
  let begun = false;
  let closing = 0;
  let again = 0;

  // Events are caught up with; deliveries are told to who listens, and to nobody later.
  function begin() {
    if (begun) {
      const now = new Date();
      add(line("note", time(now.toISOString()), element("span", "Here again. What was delivered meanwhile is not shown.", "muted")));
    }
    begun = true;
    tell();
  }

  // Whoever looks at another page meanwhile comes back by himself.
  function isMissing() {
    return !document.hidden && stream.readyState === EventSource.CLOSED;
  }

  function later() {
    clearTimeout(again);
    again = setTimeout(comeBack, AGAIN_SECONDS * 1000);
  }

  // A stream does not say why it was refused: the page does.
  async function comeBack() {
    try {
      const page = await fetch(location.href, {redirect: "manual"});
      if (page.type === "opaqueredirect") {
        // To signing in, and from there back to here.
        location.reload();
      } else if (page.status === 404) {
        say("not yours to see any more", "bad");
      } else if (isMissing()) {
        open();
      }
    } catch {
      if (isMissing()) {
        later();
      }
    }
  }

  function open() {
    stream = new EventSource(url);
    let full = false;
    stream.addEventListener("open", () => {
      full = false;
    });
    stream.addEventListener("begin", begin);
    stream.addEventListener("full", () => {
      full = true;
      say("too many watch: trying again …", "warn");
    });
    stream.addEventListener("error", () => {
      if (!full) {
        say("connecting again …", "bad");
      }
      // A browser does not come back by itself after an error, such as that of a server that is starting.
      if (isMissing()) {
        later();
      }
    });
    stream.addEventListener("event", message => {
      const each = JSON.parse(message.data);
      url.searchParams.set("after", each.seq);
      add(event(each));
    });
    stream.addEventListener("delivery", message => add(delivery(JSON.parse(message.data))));
  }

  // Nobody looks at a hidden page, and a browser has but a few connections to one server for all of its pages.
  document.addEventListener("visibilitychange", () => {
    clearTimeout(closing);
    clearTimeout(again);
    if (document.hidden) {
      closing = setTimeout(() => stream.close(), HIDDEN_SECONDS * 1000);
    } else if (isMissing()) {
      open();
    }
  });
  open();
})();
