// Correct what SimCord's page shows differently from Discord, and what differs from run to run.
({ names, channels, command }) => {
  const texts = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) found.push(walker.currentNode);
    return found;
  };
  for (const text of texts())
    for (const [old, wanted] of Object.entries(names)) text.nodeValue = text.nodeValue.replaceAll(old, wanted);

  // Mentions of channels in embeds and in direct messages.
  for (const text of texts()) {
    const pieces = text.nodeValue.split(/<#([0-9]{1,20})>/);
    if (pieces.length === 1 || text.parentElement.closest("code, pre, textarea, input")) continue;
    text.replaceWith(...pieces.map((piece, n) => {
      if (n % 2 === 0) return piece;
      const chip = document.createElement("span");
      chip.className = "mention";
      chip.textContent = `#${channels[piece] ?? "unknown"}`;
      return chip;
    }));
  }

  // Show the whole command that was used; hide the edit mark of replies that were deferred.
  const used = document.querySelector(".message-interaction-header strong");
  if (used?.textContent.startsWith("/") && command) used.textContent = command;
  if (document.querySelector(".message-ephemeral-note"))
    for (const mark of document.querySelectorAll(".message-edited")) mark.remove();
}
