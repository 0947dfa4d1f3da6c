/* What the console does better with a script. Each page works without it; htmx exchanges lists and fetches dialogs. */

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (type, handle, target = document) => target.addEventListener(type, handle);
const say = (text) => { $("#said").textContent = text; };

/* --- Keys ------------------------------------------------------------------------------------------------------------- */

const find = $("#find");
const found = $("#found");

on("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const wanted = (event.key === "/" && !typing && !event.ctrlKey && !event.altKey && !event.metaKey)
    || (event.key === "k" && (event.ctrlKey || event.metaKey));
  if (wanted && find && !$("dialog[open]")) {
    event.preventDefault();
    find.focus();
    find.select();
  }
});

/* --- Search as you type: results in a pop-up, arrow keys go through them, Escape returns to the box ------------------- */

if (find) {
  const links = () => $$("a", found);
  const open = (wanted) => { if (found.matches(":popover-open") !== wanted) found.togglePopover(wanted); };

  on("htmx:afterSwap", (event) => {
    if (event.target !== found) return;
    open(Boolean(find.value.trim()));
    const headings = $$("h2", found).map((heading) => heading.textContent);
    say(headings.length ? `${links().length}: ${headings.join(", ")}` : found.textContent.trim());
  });
  on("input", () => { if (!find.value.trim()) open(false); }, find);
  on("focus", () => { if (find.value.trim() && links().length) open(true); }, find);
  on("keydown", (event) => {
    const every = links();
    const here = every.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && found.matches(":popover-open")) {
      event.preventDefault();
      find.focus();
      open(false);
    } else if (step && every.length) {
      event.preventDefault();
      (every[here + step] ?? (here + step < 0 ? find : every[here])).focus();
    }
  }, find.form.parentElement);
  on("click", (event) => { if (!event.target.closest("#found, .top .find")) open(false); });
  on("focusin", (event) => { if (!event.target.closest("#found, .top .find")) open(false); });
}

/* --- Lists: how many are ticked, tick all, say what a search found ----------------------------------------------------- */

function countTicked() {
  const boxes = $$("td.pick input");
  const ticked = boxes.filter((box) => box.checked).length;
  const all = $("#pick-all");
  const label = $("#bulk b");
  if (all) {
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }
  if (label && ticked) {
    label.textContent = label.dataset.count.replace("{n}", ticked);
    say(label.textContent);
  }
}

on("change", (event) => {
  if (event.target.id === "pick-all") {
    for (const box of $$("td.pick input")) box.checked = event.target.checked;
  }
  if (event.target.closest(".pick")) countTicked();
});
on("pageshow", countTicked, window);
on("htmx:afterSwap", (event) => {
  if (event.target.id !== "list") return;
  countTicked();
  say($("#shown")?.textContent ?? "");
});

/* --- What htmx asked for and did not get: signed out meanwhile, refused, or no network --------------------------------- */

on("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  const asked = new URL(requestConfig.path, location).pathname;
  if (new URL(xhr.responseURL).pathname !== asked) {
    event.detail.shouldSwap = false;
    location.assign(event.target.id === "list" ? requestConfig.path : location.href);
  }
});
on("htmx:responseError", (event) => location.assign(event.detail.requestConfig.path));

/* --- Delete asks in a dialog; its form posts as the page's would -------------------------------------------------------- */

const dialog = $("#dialog");

on("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    link.closest("[popover]")?.hidePopover();
    htmx.ajax("GET", link.href, { target: dialog, select: "#confirm", swap: "innerHTML ignoreTitle:true" });
  }
  if (event.target.closest("[data-close]") && dialog.open || event.target === dialog) {
    event.preventDefault();
    dialog.close();
  }
});
on("htmx:afterSwap", (event) => {
  if (event.target === dialog && dialog.firstElementChild) dialog.showModal();
});

/* --- A row's menu: one for the table, filled in and put beside the dots that were clicked ------------------------------- */

let opened = null; // the dots whose menu is, or was last, open
let closing = null; // the dots whose open menu this press closes

function openMenu(opener) {
  const menu = $("#menu");
  const row = opener.closest("tr");
  const act = row.matches(".off") ? "enable" : "disable";
  for (const link of $$("[data-path]", menu)) link.href = new URL(link.dataset.path, opener.href);
  for (const button of $$("[data-enable]", menu)) {
    button.value = `${act}:${$(".pick input", row).value}`;
    button.textContent = button.dataset[act];
  }
  menu.showPopover();
  const place = opener.getBoundingClientRect();
  const below = place.bottom + menu.offsetHeight < innerHeight;
  menu.style.left = `${scrollX + Math.max(place.right - menu.offsetWidth, 8)}px`;
  menu.style.top = `${scrollY + (below ? place.bottom : place.top - menu.offsetHeight)}px`;
  $(".item", menu).focus({ preventScroll: true });
  opened = opener;
}

on("click", (event) => {
  const opener = event.target.closest("a.dots");
  if (!opener || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (opener !== closing) openMenu(opener);
  closing = null;
});
on("pointerdown", () => { closing = $("#menu:popover-open") ? opened : null; });
on("keydown", (event) => {
  const items = $$(".menu:popover-open .item");
  const here = items.indexOf(document.activeElement);
  const next = { ArrowDown: here + 1, ArrowUp: here < 1 ? items.length - 1 : here - 1 }[event.key];
  if (!items.length || next === undefined) return;
  event.preventDefault();
  items[next % items.length].focus();
});

/* --- Copying, and choosing a password ---------------------------------------------------------------------------------- */

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // not on https, or refused: the person copies what is selected
    const area = Object.assign(document.createElement("textarea"), { value: text, className: "unseen" });
    button.after(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  say(button.dataset.done);
  const label = button.innerHTML;
  button.textContent = button.dataset.done;
  setTimeout(() => { button.innerHTML = label; }, 1500);
}

/* Four speakable words of two syllables and a number: 57 bits, from the system's own generator. */
function speakable() {
  const draw = (letters) => {
    const limit = 256 - (256 % letters.length);
    let byte;
    do { [byte] = crypto.getRandomValues(new Uint8Array(1)); } while (byte >= limit);
    return letters[byte % letters.length];
  };
  const syllable = () => draw("bdfghjklmnprstvwz") + draw("aeiou");
  const words = Array.from({ length: 4 }, () => syllable() + syllable());
  words[0] = words[0][0].toUpperCase() + words[0].slice(1);
  return `${words.join("-")}-${draw("23456789")}${draw("23456789")}`;
}

/* A rough guess, for orientation: length counts most, then kinds of characters; repeats count for nothing. */
function strength(password) {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(password)).length;
  const bits = new Set(password).size * 0.5 * (kinds + 3) + password.length * 0.8;
  return bits < 28 ? 0 : bits < 44 ? 1 : 2;
}

function showStrength(input) {
  const meter = input.closest("[data-password]").nextElementSibling;
  const level = input.value ? strength(input.value) : -1;
  meter.className = `strength scripted ${["", "bad", "warn", "good"][level + 1]}`;
  meter.textContent = level < 0 ? "" : meter.dataset.words.split("|")[level];
}

function reveal(box, shown) {
  const button = $("[data-do=show]", box);
  $("input", box).type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", shown);
}

on("input", (event) => { if (event.target.closest("[data-password]")) showStrength(event.target); });
on("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.copy) copy($(`#${button.dataset.copy}`).textContent, button);
  const box = button?.closest("[data-password]");
  if (!box) return;
  const input = $("input", box);
  if (button.dataset.do === "show") reveal(box, input.type === "password");
  if (button.dataset.do === "copy" && input.value) copy(input.value, button);
  if (button.dataset.do === "generate") {
    input.value = speakable();
    reveal(box, true);
    showStrength(input);
    input.focus();
  }
});
/* A shown password must not end up in the browser's memory of form fields. */
on("submit", (event) => { for (const box of $$("[data-password]", event.target)) reveal(box, false); });

/* --- The first field that is wrong, or else the page's first message ---------------------------------------------------- */

$("main [aria-invalid=true]")?.focus();
