// Where SimCord's command line differs from Discord's. Added to its app.js, whose `commandPicker` is used.
;(() => {
  const form = document.getElementById("channel-composer");
  if (!form || typeof commandPicker !== "object") return;
  const options = () => commandPicker.status().draft?.options ?? [];
  const input = (name) => form.querySelector(`.command-option-input[data-option="${name}"]`);
  const press = (selector, wanted) => [...form.querySelectorAll(selector)].find(wanted)?.click();
  const type = (field, text) => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // On Enter, SimCord reopens the menu of a chosen option, at its first entry, or a chosen channel for editing.
  // With this, Enter sends instead, also after a press on an entry, which would take the focus from the option.
  let moving = false;
  document.addEventListener("keydown", (event) => {
    const { key, target } = event, moved = moving;
    moving = key.startsWith("Arrow");
    if (key !== "Enter" || moved || event.isComposing || !(target instanceof Element)) return;
    const chosen = target.matches(".command-option-input")
      && String(options().find((option) => option.name === target.dataset.option)?.display ?? "");
    const entries = [...form.querySelectorAll(".command-suggestion:not(.command-entity-suggestion)")];
    const sends = chosen && entries.some((entry) => entry.dataset.value === chosen);
    if (!sends && !target.matches(".command-mention")) return;
    event.preventDefault();
    event.stopPropagation();
    document.getElementById("send-message").click();
  }, true);
  document.addEventListener("mousedown", (event) => {
    if (!event.target.closest(".command-suggestion")) return;
    event.preventDefault();
    moving = false;
  });

  // SimCord shows the value of a chosen entry, such as an id: show its name.
  const names = new Map();
  form.addEventListener("click", ({ target }) => {
    const entry = target.closest(".command-suggestion");
    if (entry) names.set(entry.dataset.value, entry.textContent);
  }, true);
  new MutationObserver((changes) => {
    for (const field of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
      const shown = field.querySelector?.(".command-option-input");
      if (names.has(shown?.value)) shown.value = names.get(shown.value);
    }
  }).observe(form, { childList: true, subtree: true });

  // SimCord asks the bot for suggestions only once something was typed: ask for an empty option, too.
  form.addEventListener("focusin", ({ target }) => {
    if (target.matches('.command-option-input[role="combobox"]') && !target.value) type(target, "");
  });

  // SimCord sends a whole line, such as "/papers search query:diffusion", as a message: fill in its command and
  // run it. A channel or role stays to be chosen. Where there is no such command, or it takes no words: say so.
  const say = (selector, text) => form.querySelector(selector)?.replaceChildren(text);
  const fill = (name, text) => {
    if (!text) return;
    if (!input(name)) {
      press(".command-ghost", () => true);
      press(".command-suggestion", (entry) => entry.dataset.value === name);
    }
    if (!input(name)) return;  // a file
    type(input(name), text);
    const wanted = text.toLowerCase();
    press(".command-suggestion", ({ textContent, dataset }) =>
      textContent.toLowerCase() === wanted || dataset.value.toLowerCase() === wanted);
  };
  document.addEventListener("submit", (event) => {
    const field = document.getElementById("channel-composer-input"), line = field?.value.trim() ?? "";
    if (!line.startsWith("/") || line.includes("\n")) return;
    let end = line.length;
    for (; end > 0; end = line.lastIndexOf(" ", end - 1)) {
      type(field, line.slice(0, end));
      press(".command-entry", (entry) => entry.querySelector("strong").textContent === line.slice(0, end));
      if (!field.isConnected) break;
    }
    event.preventDefault();
    event.stopPropagation();
    if (field.isConnected) {
      type(field, `${line.split(" ")[0]} `);  // lists the commands of its group
      if (!form.querySelector(".command-entry")) type(field, "/");
      return say(".command-app-heading", `There is no command ${line}. Choose one:`);
    }
    if (end === line.length) return;
    const known = options().map(({ name }) => name);
    if (!known.length) {
      return say(".command-context-text", `${line.slice(0, end)} takes no more words. Press Enter to run it.`);
    }
    const parts = [known[0], ...line.slice(end).split(new RegExp(`(?:^|\\s)(${known.join("|")}):`))];
    for (let at = 0; at < parts.length; at += 2) fill(parts[at], parts[at + 1].trim());
    setTimeout(() => form.requestSubmit());
  }, true);
})();
