/**
 * Draws each stored figure in its place, which then is marked as drawn; in dark colors where the reader prefers them, and again
 * when that changes.
 */
export const plotScript = `'use strict';
const dark = matchMedia('(prefers-color-scheme: dark)');
for (const place of document.querySelectorAll('.plot')) {
  const { plotly, darkColors } = JSON.parse(document.getElementById(place.id + '-data').textContent);
  const recolored = (value) => {
    if (typeof value === 'string') return Object.hasOwn(darkColors, value) ? darkColors[value] : value;
    if (Array.isArray(value)) return value.map(recolored);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, recolored(part)]));
  };
  const draw = () => {
    delete place.dataset.drawn;
    const { data, layout } = dark.matches ? recolored(plotly) : structuredClone(plotly);
    Plotly.react(place, data, layout, { displayModeBar: false, responsive: false }).then(() => {
      place.dataset.drawn = dark.matches ? 'dark' : 'light';
    });
  };
  dark.addEventListener('change', draw);
  draw();
}
`;

/** Filters the ledger by words and sorts it by a column; how many rows are left is announced. */
export const ledgerScript = `'use strict';
const body = document.querySelector('tbody');
const rows = [...body.rows];
const filter = document.getElementById('filter');
const count = document.getElementById('count');
function show() {
  const words = filter.value.toLowerCase().split(/\\s+/);
  let shown = 0;
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
    if (!row.hidden) shown++;
  }
  count.textContent = shown + ' of ' + rows.length + ' rows';
}
function compare(a, b) {
  if (a === '' || b === '') return a === b ? 0 : a === '' ? 1 : -1;
  const difference = Number(a) - Number(b);
  return Number.isNaN(difference) ? a.localeCompare(b) : difference;
}
for (const button of document.querySelectorAll('th button')) {
  button.addEventListener('click', () => {
    const heading = button.parentElement;
    const sign = heading.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
    for (const other of heading.parentElement.cells) other.removeAttribute('aria-sort');
    heading.setAttribute('aria-sort', sign === 1 ? 'ascending' : 'descending');
    const cell = (row) => row.cells[heading.cellIndex].textContent;
    rows.sort((a, b) => sign * compare(cell(a), cell(b)));
    body.append(...rows);
  });
}
filter.addEventListener('input', show);
show();
`;
