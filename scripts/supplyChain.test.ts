import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../lib/common/projectRoot';
import advisories from './supplyChain/advisories.json';
import { parseAudit, unexplained } from './supplyChain/auditReport';
import { isPermissive, licenceFaults } from './supplyChain/licencePolicy';
import { allLicenceFaults, licencesDocument, licensedPackages } from './supplyChain/licencesDocument';
import { nodePackages } from './supplyChain/lockedPackages';
import { installedPythonLicences, licenceOf } from './supplyChain/pythonLicences';

const documentOf = (name: string) => readFileSync(join(projectRoot, 'docs', name), 'utf8');

/** Licences of Python's packages as the document has them. */
function writtenLicences(document: string): Map<string, string> {
  const [, ...python] = document.split(/^## Python/m);
  return new Map(
    [...python.join('').matchAll(/^\| ([\w.-]+) +\| (\S+) +\| (.+?) +\|$/gm)].map(
      ([, name, version, licence]) => [`${name}==${version}`, licence],
    ),
  );
}

describe('licences', () => {
  it('are listed of every locked package, each permissive or explained', async () => {
    const document = documentOf('licences.md');
    const written = writtenLicences(document);
    const packages = await licensedPackages(projectRoot, written);
    expect(licencesDocument(packages), 'run `npm run licences`').toBe(document);
    expect(allLicenceFaults(packages)).toEqual([]);
    expect(packages.node.length).toBeGreaterThan(500);
    for (const [key, licence] of await installedPythonLicences(projectRoot))
      if (written.has(key)) expect(licence, key).toBe(written.get(key));
  });

  it('that are unknown, or ask for more without an explanation, are faults', () => {
    const faults = licenceFaults([
      { name: 'a', version: '1.0.0', licence: undefined },
      { name: 'b', version: '1.0.0', licence: 'GPL-3.0' },
      { name: 'c', version: '1.0.0', licence: '(MIT OR GPL-3.0)' },
      { name: 'd', version: '1.0.0', licence: 'MIT AND LGPL-3.0-or-later' },
      { name: '@img/sharp-linux', version: '1.0.0', licence: 'Apache-2.0 AND LGPL-3.0-or-later' },
    ]);
    expect(faults).toEqual([
      'a 1.0.0: no licence is known',
      'b 1.0.0: GPL-3.0 is not explained',
      'd 1.0.0: MIT AND LGPL-3.0-or-later is not explained',
    ]);
    expect(isPermissive('(BSD-3-Clause AND Apache-2.0)')).toBe(true);
  });

  it('of Python packages are read from expression, text or classifier', () => {
    const nothing = { expression: null, text: null, classifiers: [] };
    const classifiers = ['License :: OSI Approved :: ISC License (ISCL)'];
    expect(licenceOf({ ...nothing, expression: 'MIT-CMU' })).toBe('MIT-CMU');
    expect(licenceOf({ ...nothing, text: 'BSD 3-Clause License\n\nCopyright' })).toBe('BSD-3-Clause');
    expect(licenceOf({ ...nothing, text: 'UNKNOWN', classifiers })).toBe('ISC');
    expect(licenceOf(nothing)).toBeUndefined();
  });
});

describe('an audit', () => {
  const via = (name: string, advisory: string) => ({
    ...{ name, url: `https://github.com/advisories/${advisory}`, severity: 'high', title: 'a fault' },
  });
  const answer = (vulnerabilities: object) => JSON.stringify({ auditReportVersion: 2, vulnerabilities });

  it('names findings that nobody explained, each once', () => {
    const report = parseAudit(
      answer({
        tar: { via: [via('tar', 'GHSA-8qq5-rm4j-mr97')] },
        qs: { via: [via('qs', 'GHSA-0000-0000-0000')] },
        request: { via: ['qs', via('qs', 'GHSA-0000-0000-0000')] },
      }),
    );
    if ('unavailable' in report) throw new Error('there is a report');
    expect(report.findings).toHaveLength(2);
    expect(unexplained(report.findings, advisories.findings)).toEqual([
      { package: 'qs', advisory: 'GHSA-0000-0000-0000', severity: 'high', title: 'a fault' },
    ]);
    expect(parseAudit(answer({}))).toEqual({ findings: [] });
  });

  it('that a registry does not offer is not taken for a clean one', () => {
    const refusal = '405 Method Not Allowed - POST https://registry/-/npm/v1/security/advisories/bulk';
    expect(parseAudit(JSON.stringify({ message: refusal }))).toEqual({ unavailable: refusal });
    expect(parseAudit('{"error": {"summary": "ENOTFOUND"}}')).toEqual({ unavailable: 'ENOTFOUND' });
  });

  it('by hand is in the document, and of the versions that are locked', async () => {
    const document = documentOf('supply-chain.md').replace(/\s+/g, ' ');
    const locked = (await nodePackages(projectRoot)).map(({ name, version }) => `${name} ${version}`);
    expect(document).toContain(advisories.checked);
    for (const finding of advisories.findings) {
      const { version, reason } = finding;
      expect(locked).toContain(`${finding.package} ${version}`);
      for (const text of [`${finding.package} ${version}`, ...finding.advisories, reason])
        expect(document).toContain(text);
    }
    for (const text of advisories.clear) expect(document).toContain(text);
  });
});
