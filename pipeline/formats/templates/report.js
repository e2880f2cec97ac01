// Looking: languages as tabs, filters, search, keys and the map. Without this the page reads top
// to bottom. What correct.js needs of it is given back as `report`.
const report = (() => {
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const sections = all("main > section");
  const tabs = all("[data-tab]");
  const search = document.querySelector("input[type=search]");
  const kind = document.getElementById("kind");
  const marks = new Map(all("[data-for]").map((mark) => [mark.dataset.for, mark]));
  const strokes = { "đ": "d", "ł": "l" };
  const fold = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[đł]/g, (c) => strokes[c]);
  const rowsOf = (id) => (id ? all("tr[data-bead]", document.getElementById(id)) : []);
  let known = new WeakMap();
  let current = "";
  let chosen = null;

  function words(row) {
    if (!known.has(row)) {
      const shown = all(".text, .chip, .meta, .hop, .flag, .badge", row).map((x) => x.textContent);
      known.set(row, fold(shown.join("\n")));
    }
    return known.get(row);
  }

  function sift() {
    const wanted = document.querySelector("input[name=filter]:checked").value;
    const sought = fold(search.value.trim());
    const counts = { all: 0 };
    let shown = 0;
    for (const row of rowsOf(current)) {
      const states = row.dataset.states.split(" ");
      row.hidden = !(
        (wanted === "all" || states.includes(wanted)) &&
        (!kind.value || row.querySelector(`.seg.${kind.value}`)) &&
        (!sought || words(row).includes(sought))
      );
      shown += !row.hidden;
      counts.all += 1;
      for (const state of states) counts[state] = (counts[state] || 0) + 1;
      marks.get(row.id)?.classList.toggle("out", row.hidden);
    }
    document.getElementById(current).querySelector(".nothing").hidden = shown > 0;
    for (const input of all("input[name=filter]"))
      input.nextElementSibling.lastElementChild.textContent = counts[input.value] || 0;
  }

  function open(id) {
    current = id;
    for (const section of sections) section.hidden = section.id !== id;
    for (const tab of tabs) {
      if (tab.dataset.tab === id) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
    seen.disconnect();
    shown.clear();
    for (const row of rowsOf(id)) seen.observe(row);
    choose(null);
    sift();
  }

  function choose(row, scroll = true) {
    chosen?.classList.remove("chosen");
    chosen = row;
    if (row) {
      row.classList.add("chosen");
      history.replaceState(null, "", "#" + row.id);
      if (scroll) row.scrollIntoView({ block: "center" });
      row.querySelector("th a").focus({ preventScroll: true });
    }
    document.dispatchEvent(new Event("choose"));
  }

  function follow() {
    const row = document.getElementById(location.hash.slice(1));
    const id = row?.closest("section")?.id;
    if (!id) return;
    if (id !== current) open(id);
    if (row.id === id) return;
    if (row.hidden) {
      search.value = kind.value = "";
      document.querySelector("input[name=filter][value=all]").checked = true;
      sift();
    }
    choose(row);
  }

  function step(by) {
    const mine = rowsOf(current).filter((row) => !row.hidden);
    const at = mine.indexOf(chosen);
    const next = mine[Math.max(0, Math.min(mine.length - 1, at + by))];
    if (next) choose(next);
  }

  for (const tab of tabs)
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      history.replaceState(null, "", "#" + tab.dataset.tab);
      open(tab.dataset.tab);
    });
  for (const input of [kind, ...all("input[name=filter]")]) input.addEventListener("change", sift);
  for (const input of all("[data-toggle]"))
    input.addEventListener("change", () =>
      document.body.classList.toggle(input.dataset.toggle, input.checked));
  search.addEventListener("input", sift);
  addEventListener("hashchange", follow);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === search && event.key === "Escape") {
      search.value = "";
      sift();
      search.blur();
    }
    if (event.target.closest("input[type=search], textarea, select, dialog")) return;
    if (event.key === "/") { event.preventDefault(); search.focus(); }
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
  });
  document.querySelector("main").addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-bead]");
    const link = event.target.closest("a");
    if (link?.getAttribute("href") === location.hash) {
      event.preventDefault();
      follow();
    } else if (row && (!link || link.closest(".n")) && !String(getSelection())) choose(row, false);
  });

  const shown = new Set();
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) shown[isIntersecting ? "add" : "delete"](target);
    frame();
  });

  // One box over the map: to mark its beads one by one would draw all of them anew at every step.
  function frame() {
    const view = document.getElementById(current)?.querySelector(".view");
    const boxes = [...shown].map((row) => marks.get(row.id)?.getBBox()).filter(Boolean);
    if (!view || !boxes.length) return;
    const { x, y, width, height } = view.previousElementSibling.viewBox.baseVal;
    const part = (at, start, whole) => (100 * (at - start)) / whole;
    const left = part(Math.min(...boxes.map((box) => box.x)), x, width);
    const top = part(Math.min(...boxes.map((box) => box.y)), y, height);
    const right = part(Math.max(...boxes.map((box) => box.x + box.width)), x, width);
    const bottom = part(Math.max(...boxes.map((box) => box.y + box.height)), y, height);
    view.style.inset = `${top}% ${100 - right}% ${100 - bottom}% ${left}%`;
    view.hidden = false;
  }

  const bar = document.querySelector(".bar");
  new ResizeObserver(() =>
    document.documentElement.style.setProperty("--bar", bar.offsetHeight + "px")).observe(bar);

  const others = document.querySelector("[data-toggle=show-others]");
  if (others && innerWidth > 700 && innerWidth < 1000) others.click();
  document.querySelector(".tools").hidden = false;
  addEventListener("DOMContentLoaded", () => {
    const first = document.querySelector("section[data-first]");
    if (first) open(first.id);
    document.body.classList.add("js");
    follow();
  });
  return {
    all, sections, marks, seen, choose, sift,
    current: () => current,
    chosen: () => chosen,
    forget: () => { known = new WeakMap(); },
  };
})();
