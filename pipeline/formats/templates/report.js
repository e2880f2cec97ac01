// Languages as tabs, filters, search, keys and the map. Without this the page reads top to bottom.
(() => {
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const sections = all("main > section");
  const tabs = all("[data-tab]");
  const search = document.querySelector("input[type=search]");
  const marks = new Map(all("[data-for]").map((mark) => [mark.dataset.for, mark]));
  const strokes = { "đ": "d", "ł": "l" };
  const fold = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[đł]/g, (c) => strokes[c]);
  const rows = new Map(
    sections.map((section) => [
      section.id,
      all("tr[data-bead]", section).map((row) => ({
        row,
        states: row.dataset.states.split(" "),
        text: fold(all(".text, .chip, .meta, .hop, .flag", row).map((x) => x.textContent).join("\n")),
      })),
    ]),
  );
  let current = "";

  const chosen = () => document.querySelector("input[name=filter]:checked").value;

  function sift() {
    const wanted = chosen();
    const words = fold(search.value.trim());
    const mine = rows.get(current) || [];
    let shown = 0;
    for (const { row, states, text } of mine) {
      row.hidden = !((wanted === "all" || states.includes(wanted)) && text.includes(words));
      if (!row.hidden) shown += 1;
      const mark = marks.get(row.id);
      if (mark) mark.classList.toggle("out", row.hidden);
    }
    document.getElementById(current).querySelector(".nothing").hidden = shown > 0;
    for (const input of all("input[name=filter]")) {
      const count = mine.filter((x) => input.value === "all" || x.states.includes(input.value)).length;
      input.nextElementSibling.lastElementChild.textContent = count;
    }
  }

  function open(id) {
    if (!rows.has(id)) return;
    current = id;
    for (const section of sections) section.hidden = section.id !== id;
    for (const tab of tabs) {
      if (tab.dataset.tab === id) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
    sift();
  }

  function follow() {
    const id = location.hash.slice(1);
    const section = id.split("-")[0];
    if (!rows.has(section)) return;
    if (section !== current) open(section);
    const row = document.getElementById(id);
    if (row && id !== section) {
      if (row.hidden) {
        search.value = "";
        document.querySelector("input[name=filter][value=all]").checked = true;
        sift();
      }
      row.scrollIntoView({ block: "center" });
    }
  }

  function step(by) {
    const mine = (rows.get(current) || []).filter((x) => !x.row.hidden).map((x) => x.row);
    const at = mine.findIndex((row) => "#" + row.id === location.hash);
    const next = mine[Math.max(0, Math.min(mine.length - 1, at + by))];
    if (next) location.hash = next.id;
  }

  for (const tab of tabs)
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      history.replaceState(null, "", "#" + tab.dataset.tab);
      open(tab.dataset.tab);
    });
  for (const input of all("input[name=filter]")) input.addEventListener("change", sift);
  for (const input of all("[data-toggle]"))
    input.addEventListener("change", () =>
      document.body.classList.toggle(input.dataset.toggle, input.checked));
  search.addEventListener("input", sift);
  addEventListener("hashchange", follow);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === search) {
      if (event.key === "Escape") { search.value = ""; sift(); search.blur(); }
      return;
    }
    if (event.key === "/") { event.preventDefault(); search.focus(); }
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
  });

  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const mark = marks.get(target.id);
      if (mark) mark.classList.toggle("here", isIntersecting);
    }
  });
  for (const list of rows.values()) for (const { row } of list) seen.observe(row);

  const bar = document.querySelector(".bar");
  new ResizeObserver(() =>
    document.documentElement.style.setProperty("--bar", bar.offsetHeight + "px")).observe(bar);

  document.body.classList.add("js");
  document.querySelector(".tools").hidden = false;
  const withPage = tabs.filter((tab) => tab.hasAttribute("data-page"));
  const first = withPage[withPage.length - 1] || tabs[0];
  if (first) open(first.dataset.tab);
  follow();
})();
