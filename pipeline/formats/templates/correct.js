// Correcting: marks, beads and translations changed by hand. They live in this browser, under the
// article's fingerprint, until they are exported as corrections.json for `kladka accept`.
(() => {
  const { all, sections, marks } = report;
  const desk = document.querySelector(".desk");
  const said = desk.querySelector("output");
  const dialog = document.querySelector("dialog");
  const note = document.getElementById("note");
  const { article, fingerprint } = document.body.dataset;
  const shelf = `kladka ${article} ${fingerprint}`;

  // A bead is named by its half-open runs: "4:6 4:5" is article 4 and 5 against page 4.
  const spans = (bead) => bead.split(/[ :]/).map(Number);
  const bead = ([a, b, c, d]) => `${a}:${b} ${c}:${d}`;

  class Sheet {
    constructor(section) {
      this.section = section;
      this.body = section.querySelector("tbody");
      this.rows = new Map(all("tr[data-bead]", section).map((row) => [row.dataset.bead, row]));
      this.found = [...this.rows.keys()];
      this.ours = new Set(this.found);
      this.columns = [];
      this.texts = new Map();
      for (const row of this.rows.values()) {
        row.dataset.found = row.dataset.states;
        [...row.cells].slice(1).forEach((cell, column) => {
          this.columns[column] ||= [];
          for (const seg of all(".seg", cell)) this.columns[column][seg.dataset.at] = seg;
        });
      }
      this.ids = [];
      for (const seg of all(".said .seg", section)) {
        const text = seg.querySelector(".text");
        this.ids[seg.dataset.at] = seg.dataset.id;
        if (text) this.texts.set(seg.dataset.id, { seg, text, first: text });
      }
      this.past = [];
      this.state = { beads: this.found, marks: {}, said: {} };
    }

    get language() { return this.section.dataset.language; }

    change(state) {
      this.past.push(this.state);
      this.state = { ...this.state, ...state };
    }

    // The table as the state has it: rows that stay are kept, others come and go.
    draw() {
      for (const [id, one] of this.texts) this.word(id, one);
      const kept = new Set(this.state.beads);
      for (const row of all("tr[data-bead]", this.body))
        if (!kept.has(row.dataset.bead)) {
          row.remove();
          marks.get(row.id)?.classList.add("gone");
        }
      let place = this.body.firstElementChild;
      for (const name of this.state.beads) {
        const row = this.rows.get(name) || this.made(name);
        if (row === place) place = place.nextElementSibling;
        else {
          this.body.insertBefore(row, place);
          this.lay(row, name);
        }
        this.dress(row, name);
      }
    }

    word(id, one) {
      const mine = this.state.said[id];
      if ((mine ?? null) === (one.mine ?? null)) return;
      one.mine = mine;
      const text = mine === undefined ? one.first : one.first.cloneNode(false);
      if (mine !== undefined) text.textContent = mine;
      one.text.replaceWith(text);
      one.text = text;
      one.seg.classList.toggle("edited", mine !== undefined);
    }

    made(name) {
      const row = this.rows.get(this.found[0]).cloneNode(true);
      row.id = `${this.section.id}-hand-${name.replace(/\W/g, "-")}`;
      row.dataset.bead = name;
      row.dataset.found = "";
      row.className = "none hand";
      const head = row.cells[0];
      const link = head.querySelector("a");
      head.removeAttribute("title");
      head.replaceChildren(link);
      link.href = "#" + row.id;
      link.textContent = "✎";
      link.setAttribute("aria-label", "made by hand");
      this.rows.set(name, row);
      this.mapped(row, name);
      report.seen.observe(row);
      return row;
    }

    mapped(row, name) {
      const map = this.section.querySelector(".map");
      if (!map) return;
      const [a, b, c, d] = spans(name);
      const mark = document.createElementNS(map.namespaceURI, "rect");
      const size = { x: c, y: a, width: d - c || 0.4, height: b - a || 0.4, class: "hand" };
      for (const [key, value] of Object.entries(size)) mark.setAttribute(key, value);
      map.append(mark);
      marks.set(row.id, mark);
    }

    lay(row, name) {
      const [a, b, c, d] = spans(name);
      marks.get(row.id)?.classList.remove("gone");
      [...row.cells].slice(1).forEach((cell, column) => {
        const page = cell.classList.contains("page");
        const [start, end] = page ? [c, d] : [a, b];
        cell.replaceChildren(...this.columns[column].slice(start, end));
        cell.classList.toggle("gap", start === end);
        if (start === end && (page || column === 0)) {
          const missing = document.createElement("span");
          missing.className = "missing";
          missing.lang = "en";
          missing.textContent = page ? "no counterpart on the page" : "not in the article";
          cell.append(missing);
        }
      });
    }

    dress(row, name) {
      const { mark = "", note: words = "" } = this.state.marks[name] || {};
      const hand = !this.ours.has(name);
      const [start, end] = spans(name);
      const edited = this.ids.slice(start, end).some((id) => id in this.state.said);
      const badges = [mark, hand && "by hand", edited && "edited", words && `note: ${words}`].filter(Boolean);
      if (badges.join("\n") === (row.dataset.badges || "")) return;
      row.dataset.badges = badges.join("\n");
      row.classList.toggle("right", mark === "right");
      row.classList.toggle("wrong", mark === "wrong");
      row.classList.toggle("mended", edited);
      row.dataset.states = row.dataset.found + (badges.length ? " corrected" : "");
      all(".badge", row).forEach((badge) => badge.remove());
      for (const words of badges) {
        const badge = document.createElement("span");
        badge.className = words === mark ? `badge ${mark}` : "badge";
        badge.textContent = words;
        row.cells[0].append(badge);
      }
    }

    get corrections() {
      const { beads, marks: all, said: texts } = this.state;
      const here = new Set(beads);
      const kept = Object.entries(all).filter(([name, one]) => here.has(name) && (one.mark || one.note));
      const changed = beads.join() !== this.found.join();
      return { ...(changed && { beads }), marks: Object.fromEntries(kept), said: texts };
    }
  }

  const acts = {
    right: (sheet, name) => mark(sheet, name, "right"),
    wrong: (sheet, name) => mark(sheet, name, "wrong"),
    merge(sheet, name, i) {
      const beads = [...sheet.state.beads];
      if (i + 1 >= beads.length) return;
      const [a, , c] = spans(name);
      const [, b, , d] = spans(beads[i + 1]);
      beads.splice(i, 2, bead([a, b, c, d]));
      sheet.change({ beads });
    },
    split(sheet, name, i) {
      const [a, b, c, d] = spans(name);
      if (b - a + d - c < 2) return;
      const m = Math.min(a + 1, b);
      const n = m === b && c + 1 >= d ? c : Math.min(c + 1, d);
      const beads = [...sheet.state.beads];
      beads.splice(i, 1, bead([a, m, c, n]), bead([m, b, n, d]));
      sheet.change({ beads });
    },
    article: (sheet, name, i, by) => move(sheet, i, 0, by),
    page: (sheet, name, i, by) => move(sheet, i, 2, by),
    rest(sheet) {
      const all = { ...sheet.state.marks };
      for (const name of sheet.state.beads) all[name] = { mark: "right", ...all[name] };
      for (const one of Object.values(all)) one.mark ||= "right";
      sheet.change({ marks: all });
    },
    undo(sheet) { if (sheet.past.length) sheet.state = sheet.past.pop(); },
    edit: (sheet, name) => ask(sheet, name),
    export: () => hand(),
  };

  function mark(sheet, name, word) {
    const before = sheet.state.marks[name] || {};
    const after = { ...before, mark: before.mark === word ? "" : word };
    sheet.change({ marks: { ...sheet.state.marks, [name]: after } });
  }

  // The boundary between bead i and the next one moves by one segment of one side.
  function move(sheet, i, side, by) {
    const beads = [...sheet.state.beads];
    if (i + 1 >= beads.length) return;
    const [here, next] = [spans(beads[i]), spans(beads[i + 1])];
    const edge = here[side + 1] + by;
    if (edge < here[side] || edge > next[side + 1]) return;
    here[side + 1] = next[side] = edge;
    const full = [here, next].filter(([a, b, c, d]) => b > a || d > c);
    beads.splice(i, 2, ...full.map(bead));
    sheet.change({ beads });
  }

  function ask(sheet, name) {
    const row = sheet.rows.get(name);
    const fields = all(".said .seg", row).filter((seg) => sheet.texts.has(seg.dataset.id)).map((seg) => {
      const label = document.createElement("label");
      const area = document.createElement("textarea");
      area.value = sheet.texts.get(seg.dataset.id).text.textContent;
      area.dataset.id = seg.dataset.id;
      area.lang = sheet.language;
      area.rows = 4;
      label.append(seg.dataset.id, area);
      return label;
    });
    dialog.querySelector(".fields").replaceChildren(...fields);
    note.value = sheet.state.marks[name]?.note || "";
    dialog.showModal();
    dialog.querySelector("[value=keep]").onclick = () => {
      dialog.close();
      const texts = { ...sheet.state.said };
      for (const area of all("textarea[data-id]", dialog)) {
        const { first } = sheet.texts.get(area.dataset.id);
        const mine = area.value.replace(/\s+/g, " ").trim();
        if (mine === first.textContent.trim() || !mine) delete texts[area.dataset.id];
        else texts[area.dataset.id] = mine;
      }
      const one = { ...sheet.state.marks[name], note: note.value.trim() };
      sheet.change({ said: texts, marks: { ...sheet.state.marks, [name]: one } });
      settle(sheet, name);
    };
  }
  dialog.querySelector("[value=cancel]").onclick = () => dialog.close();

  function file() {
    const languages = {};
    for (const sheet of sheets.values()) {
      const mine = sheet.corrections;
      if (mine.beads || Object.keys(mine.marks).length || Object.keys(mine.said).length)
        languages[sheet.language] = mine;
    }
    return { format: 1, article, fingerprint, languages };
  }

  function hand() {
    const link = document.createElement("a");
    const blob = new Blob([JSON.stringify(file(), null, 2) + "\n"], { type: "application/json" });
    link.href = URL.createObjectURL(blob);
    link.download = "corrections.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function settle(sheet, name) {
    sheet.draw();
    report.forget();
    report.sift();
    report.choose(sheet.rows.get(name) || null, false);
    try { localStorage.setItem(shelf, JSON.stringify(file())); }
    catch { said.textContent = "Export before you leave: this browser keeps nothing for this page"; }
  }

  function recall() {
    try { return JSON.parse(localStorage.getItem(shelf))?.languages || {}; }
    catch { return {}; }
  }

  function act(words) {
    const [word, by] = words.split(" ");
    const sheet = sheetOf(document.getElementById(report.current()));
    const name = report.chosen()?.dataset.bead;
    if (!name && !["undo", "export", "rest"].includes(word)) return;
    const i = sheet.state.beads.indexOf(name);
    acts[word](sheet, name, i, Number(by));
    if (["export", "edit"].includes(word)) return;
    settle(sheet, sheet.state.beads.includes(name) ? name : sheet.state.beads[Math.max(i, 0)]);
  }

  function tell() {
    const row = report.chosen();
    const section = document.getElementById(report.current());
    const rows = [...section.querySelector("tbody").rows];
    said.textContent = row ? `Bead ${rows.indexOf(row) + 1} of ${rows.length}` : "No bead chosen";
    for (const button of all("button[data-do]")) {
      const [word] = button.dataset.do.split(" ");
      const shape = ["merge", "split", "article", "page"].includes(word);
      button.disabled = !(["undo", "export", "rest"].includes(word) || row) || (shape && !section.querySelector(".map"));
    }
  }

  const sheets = new Map();
  function sheetOf(section) {
    if (!sheets.has(section.id)) sheets.set(section.id, new Sheet(section));
    return sheets.get(section.id);
  }
  const filled = sections.filter((section) => section.querySelector("tr[data-bead]"));
  const kept = recall();
  for (const section of filled) {
    const mine = kept[section.dataset.language];
    if (!mine) continue;
    const sheet = sheetOf(section);
    sheet.state = { beads: mine.beads || sheet.found, marks: mine.marks || {}, said: mine.said || {} };
    sheet.draw();
  }
  const keys = { r: "right", w: "wrong", m: "merge", s: "split", e: "edit", u: "undo",
    1: "article -1", 2: "article 1", 3: "page -1", 4: "page 1" };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, dialog") || !keys[event.key]) return;
    event.preventDefault();
    act(keys[event.key]);
  });
  desk.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) act(button.dataset.do);
  });
  document.addEventListener("choose", tell);
  desk.hidden = filled.length === 0;
  document.body.classList.toggle("desked", !desk.hidden);
})();
