import { darkGround } from './darkColors';

/** The site's style sheet: colors by the reader's choice of light or dark, each with a contrast of 4.5 or more. */
export const siteStyle = `:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #ffffff; --link: #0b57a4; --soft: #f2f2f2; --line: #767676; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e8; --paper: ${darkGround}; --link: #8ec5ff; --soft: #262626; --line: #9a9a9a; }
}
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--paper); font: 16px/1.5 'Open Sans', system-ui, sans-serif; overflow-wrap: anywhere; }
nav, main { max-width: 1100px; margin: 0 auto; padding: 0.75rem 1rem; }
nav a { display: inline-block; margin-right: 1rem; padding: 0.25rem 0; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
main:focus { outline: none; }
.skip { position: absolute; left: -999rem; padding: 0.5rem 1rem; background: var(--paper); }
.skip:focus { left: 0; top: 0; z-index: 1; }
pre, code { font-family: ui-monospace, monospace; font-size: 0.875rem; }
pre { margin: 0; padding: 0.75rem; background: var(--soft); white-space: pre; overflow-wrap: normal; }
.scroll { overflow-x: auto; max-width: 100%; margin: 0.75rem 0; }
figure { margin: 1rem 0; }
figure img { display: block; background: #ffffff; }
.plot { background: var(--paper); }
table { border-collapse: collapse; overflow-wrap: normal; }
th, td { padding: 0.3rem 0.7rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
caption { caption-side: bottom; text-align: left; padding: 0.5rem 0; }
th button { font: inherit; font-weight: bold; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-align: left; }
th[aria-sort='ascending'] button::after { content: ' ▲'; }
th[aria-sort='descending'] button::after { content: ' ▼'; }
input { font: inherit; max-width: 100%; color: var(--ink); background: var(--paper); border: 1px solid var(--line); padding: 0.3rem; }
`;
