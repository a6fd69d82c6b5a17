/** A known fault of a package at the version that is locked. */
export interface Finding {
  readonly package: string;
  /** Such as `GHSA-f88m-g3jw-g9cj` */
  readonly advisory: string;
  readonly severity: string;
  readonly title: string;
}

/** What `npm audit --json` said: findings, or why there are none. */
export type AuditReport = { readonly findings: readonly Finding[] } | { readonly unavailable: string };

/** Findings that are explained, as `advisories.json` has them. */
export interface ExplainedFinding {
  readonly package: string;
  readonly version: string;
  readonly advisories: readonly string[];
  readonly reason: string;
}

interface Vulnerability {
  readonly via: readonly (string | { name: string; url: string; severity: string; title: string })[];
}

/**
 * Reads what `npm audit --json` printed. A registry without the endpoint, or one that cannot be reached, is no clean audit.
 * @throws SyntaxError when it is no JSON
 */
export function parseAudit(text: string): AuditReport {
  const answer = JSON.parse(text) as {
    auditReportVersion?: number;
    vulnerabilities?: Readonly<Record<string, Vulnerability>>;
    message?: string;
    error?: { summary?: string };
  };
  if (answer.auditReportVersion !== 2 || answer.vulnerabilities === undefined)
    return { unavailable: answer.message ?? answer.error?.summary ?? 'an answer of another kind' };
  const found = new Map<string, Finding>();
  for (const { via } of Object.values(answer.vulnerabilities))
    for (const cause of via) {
      if (typeof cause === 'string') continue;
      const { name, url, severity, title } = cause;
      const advisory = url.replace(/^.*\//, '');
      found.set(`${name} ${advisory}`, { package: name, advisory, severity, title });
    }
  return { findings: [...found.values()] };
}

/** @returns the findings that nobody has explained */
export function unexplained(findings: readonly Finding[], explained: readonly ExplainedFinding[]): Finding[] {
  return findings.filter(
    (finding) =>
      !explained.some(
        (entry) => entry.package === finding.package && entry.advisories.includes(finding.advisory),
      ),
  );
}
