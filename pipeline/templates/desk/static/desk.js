// Small helps for the desk; every page works without them.
"use strict";
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];

  for (const box of all("[data-all]")) {
    const form = box.form;
    const mine = () => [...form.elements].filter((one) => one.name === box.dataset.all);
    const look = () => {
      const on = mine().filter((one) => one.checked).length;
      box.checked = on > 0 && on === mine().length;
      box.indeterminate = on > 0 && on < mine().length;
    };
    box.addEventListener("change", () => mine().forEach((one) => { one.checked = box.checked; }));
    for (const one of mine()) one.addEventListener("change", look);
    look();
  }

  for (const select of all("[data-submit]")) select.addEventListener("change", () => select.form.submit());
  const pages = document.getElementById("pages");
  if (pages) pages.addEventListener("change", () => { if (pages.value) location.assign(pages.value); });

  const leaf = document.getElementById("leaf");
  if (leaf) {
    let zoom = 0, turn = 0;
    const show = () => { leaf.className = `leaf z${zoom} t${turn}`; };
    for (const button of all("[data-zoom]")) button.addEventListener("click", () => { zoom = Math.min(3, Math.max(0, zoom + Number(button.dataset.zoom))); show(); });
    for (const button of all("[data-turn]")) button.addEventListener("click", () => { turn = (turn + 1) % 4; show(); });
    const rect = leaf.querySelector("rect"), picture = document.getElementById("picture"), room = leaf.parentElement;
    const seek = () => {
      if (rect) room.scrollTop = Math.max(0, leaf.offsetHeight * Number(rect.getAttribute("y")) - room.clientHeight / 3);
    };
    if (picture.complete) seek(); else picture.addEventListener("load", seek);
  }

  for (const button of all("[data-copy]")) button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      // Without TLS, or where the browser does not allow it: the old way.
      const field = document.createElement("textarea");
      field.value = button.dataset.copy;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      button.focus();
    }
    const words = button.dataset.words ??= button.textContent;
    button.textContent = "복사됨";
    setTimeout(() => { button.textContent = words; }, 1500);
  });

  const letter = document.getElementById("letter");
  for (const button of all("[data-frame]")) button.addEventListener("click", () => letter.classList.toggle("narrow", button.dataset.frame === "narrow"));

  // 1, 2, 3 answer the question that is open; n goes to the next application.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, textarea, select")) return;
    const answer = document.querySelector(`#chosen button[data-key="${CSS.escape(event.key)}"]`);
    if (answer) answer.click();
    if (event.key === "n") document.querySelector("[data-next]")?.click();
  });

  const here = document.getElementById("here");
  if (here) setInterval(async () => {
    const sent = await fetch(here.dataset.url, { method: "POST", headers: { "X-CSRFToken": here.dataset.token } }).catch(() => null);
    if (!sent || !sent.ok) return;
    const { others } = await sent.json();
    here.hidden = others.length === 0;
    here.textContent = others.length ? `${others.join(", ")}님도 이 신청을 보고 있습니다` : "";
  }, 30000);
})();
