/** Added to typedoc's style sheet: a focus that is seen on everything, links that are told from text, lines that break. */
export const apiStyle = `
*:focus-visible, .tsd-accordion-summary:focus-visible { outline: 3px solid var(--color-focus-outline); outline-offset: -3px; }
.tsd-filter-input input:focus-visible + svg { outline: 3px solid var(--color-focus-outline); }
footer a, .col-content a { text-decoration: underline; }
.tsd-page-title h1 { flex-wrap: wrap; overflow-wrap: anywhere; }
summary .tsd-anchor-icon { display: none; }
`;
