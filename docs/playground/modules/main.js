// The page begins: the module is loaded, the panels are put together, and the Set is looked at.

import { ask, start } from "./engine.js";
import { byId } from "./dom.js";
import { look, state, tell } from "./state.js";
import { startCode } from "./code.js";
import { startConsole } from "./console.js";
import { openLink, startFiles } from "./files.js";
import { startHandlers } from "./handlers.js";
import { startHistory } from "./history.js";
import { startStage } from "./stage.js";
import { startTabs } from "./tabs.js";

/** What must not happen is said, and not left to the console. */
function broken(error) {
  const banner = byId("banner");
  banner.hidden = false;
  banner.textContent = `Something went wrong in this page: ${error?.message ?? error}. Save what you need and load it anew.`;
}
addEventListener("error", (event) => broken(event.error ?? event.message));
addEventListener("unhandledrejection", (event) => broken(event.reason));

try {
  await start();
  state.forms = ask("forms");
  state.look = ask("look");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(state.forms.style);
  document.adoptedStyleSheets = [sheet];
  byId("version").textContent = state.forms.version;
  startTabs();
  startStage();
  startHistory();
  startCode();
  startConsole();
  startHandlers();
  startFiles();
  if (!(await openLink())) look(ask("open", { fixture: state.forms.fixtures[0] }));
  tell("call");
  addEventListener("hashchange", openLink);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    document.getElementById("tab-console").click();
    byId("filter").focus();
  });
  document.documentElement.dataset.ready = "true";
} catch (error) {
  const banner = byId("banner");
  banner.hidden = false;
  banner.textContent = `The page could not begin: ${error.message}`;
  throw error;
}
