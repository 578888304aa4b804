// @ts-check
// The one dialog of the Kit: what will change, and two buttons. Live shows a
// page, and the page closes itself with a text.

/** More than this is counted and not listed. */
const MOST_LINES = 12;

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

/**
 * The page as an address.
 * @param {string} title @param {string[]} lines what will change @param {string} note how undo goes
 */
export function page(title, lines, note) {
  const shown = lines.slice(0, MOST_LINES).map((line) => `<li>${escaped(line)}</li>`);
  if (lines.length > MOST_LINES) shown.push(`<li>and ${lines.length - MOST_LINES} more</li>`);
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title>
<style>body{background:#363636;color:#ddd;font:12px sans-serif;margin:16px}h1{font-size:14px;margin:0 0 8px}ul{padding-left:18px;min-height:120px}p{color:#aaa}button{background:#2a2a2a;color:#ddd;border:1px solid #111;border-radius:9px;padding:3px 14px;margin-left:8px}div{text-align:right}</style>
<h1>${escaped(title)}</h1><ul>${shown.join('')}</ul><p>${escaped(note)}</p>
<div><button onclick="end('')">Cancel</button><button autofocus onclick="end('apply')">Apply</button></div>
<script>function end(text){var m={method:'close_and_send',params:[text]};var k=window.webkit&&webkit.messageHandlers&&webkit.messageHandlers.live;if(k)k.postMessage(m);else if(window.chrome&&chrome.webview)chrome.webview.postMessage(m)}
document.addEventListener('keydown',function(e){if(e.key==='Escape')end('')})</script>`;
  return `data:text/html;charset=utf-8,${encodeURIComponent(html)}`;
}

/** What a person answered: only the button says apply. @param {unknown} answer */
export const isApplied = (answer) => answer === 'apply';
