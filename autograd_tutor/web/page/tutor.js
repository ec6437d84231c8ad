"use strict";

// textual.js opens this socket once all is loaded: at whatever address the browser sees.
document.getElementById("terminal").dataset.sessionWebsocketUrl =
  `${location.origin.replace(/^http/, "ws")}/ws`;

// The terminal has the keys once the tutor has drawn something, and the link once it has ended.
new MutationObserver(() => {
  const { classList } = document.body;
  if (classList.contains("-closed")) document.querySelector(".ended a").focus();
  else if (classList.contains("-first-byte")) document.querySelector(".xterm-helper-textarea").focus();
}).observe(document.body, { attributeFilter: ["class"] });

// Ctrl+V pastes, as everywhere in a browser: xterm.js would send it on as a key.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.ctrlKey && !event.altKey && event.key.toLowerCase() === "v") event.stopPropagation();
  },
  true,
);
