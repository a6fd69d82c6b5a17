import { parse } from 'papaparse';
import { ConfigurationError } from '../../common/errors';
import { escapeMarkup } from '../markup';
import { pageMarkup, scrollingRegion } from './pageFrame';

/**
 * The ledger as a table that can be filtered and sorted, and as a file.
 * @param csv - results/ledger.csv
 * @throws ConfigurationError when it is no table
 */
export function ledgerPage(csv: string): string {
  const { data, errors } = parse<string[]>(csv.trim());
  if (errors.length > 0 || data.length < 2) {
    throw new ConfigurationError({
      file: 'results/ledger.csv',
      found: errors[0]?.message ?? 'no row',
      expected: 'headings and at least one row',
      remedy: 'Run `npm run ledger`.',
    });
  }
  const [headings, ...rows] = data;
  const head = headings.map(
    (text) => `<th scope="col"><button type="button">${escapeMarkup(text)}</button></th>`,
  );
  const body = rows.map((row) => `<tr>${row.map((text) => `<td>${escapeMarkup(text)}</td>`).join('')}</tr>`);
  const table =
    `<table><caption>Every number and claim of the paper beside ours.</caption>` +
    `<thead><tr>${head.join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table>`;
  const content =
    `<h1>Ledger</h1><p><a href="ledger.csv" download>CSV</a></p>` +
    `<p><label for="filter">Rows with the words</label> <input id="filter" type="search"> ` +
    `<span id="count" role="status"></span></p>${scrollingRegion('Ledger', table)}`;
  return pageMarkup({ title: 'Ledger', body: content, root: '', scripts: ['ledger.js'] });
}
