type Schema = Record<string, unknown>;
type Parameter = { name: string; in: string; required?: boolean; description?: string; schema?: Schema };
type Operation = {
  operationId: string;
  summary?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { description?: string; content?: Record<string, { schema: Schema }> }>;
};
type Entry = { method: string; path: string; operation: Operation };

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
  nav ul { columns: 3 12rem; padding-left: 1.2rem }
  section { border-top: 1px solid #8886; margin-top: 2rem }
  summary { cursor: pointer; padding: .4rem 0 }
  code, pre { font: .875rem/1.5 ui-monospace, monospace }
  pre { background: #8882; padding: .75rem; border-radius: .4rem; overflow-x: auto }
  table { border-collapse: collapse; width: 100% }
  th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #8883 }
  .method { display: inline-block; min-width: 4.5rem; font-weight: 700 }`;

/** The OpenAPI document as one page of plain HTML: what there is, what it takes and gives, and a line to try it. */
export function renderApiDocs(document: Record<string, unknown>, publicUrl: string): string {
  const entries = entriesOf(document);
  const tags = [...new Set(entries.map(({ operation }) => operation.tags?.[0] ?? 'other'))];
  const info = document.info as { title: string };
  const sections = tags.map((tag) => renderTag(tag, entries, publicUrl)).join('\n');
  const links = tags.map((tag) => `<li><a href="#${tag}">${escapeHtml(tag)}</a></li>`).join('');
  const types = renderTypes((document.components as { schemas?: Record<string, Schema> }).schemas ?? {});
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(info.title)} API</title>
<style>${style}</style></head>
<body>
<h1>${escapeHtml(info.title)} API, version 1</h1>
<p>JSON in and out. Send an API key as <code>Authorization: Bearer sk_…</code>; keys are made under Settings. Lists take
<code>limit</code> (1 to 200) and <code>after</code> and answer <code>{"data": […], "next": cursor or null}</code>. Writes
take an <code>Idempotency-Key</code>, kept for 24 hours. An error is
<code>{"error": {"code", "message", "details"?}}</code>, and its message says what to do next.</p>
<p>The same for programs: <a href="/api/v1/openapi.json">OpenAPI 3.1</a>. To try the lines below:</p>
<pre>export SISTA_KEY=sk_…</pre>
<nav aria-label="Resources"><ul>${links}<li><a href="#types">types</a></li></ul></nav>
${sections}
${types}
</body></html>`;
}

function entriesOf(document: Record<string, unknown>): Entry[] {
  const paths = document.paths as Record<string, Record<string, Operation>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

function renderTag(tag: string, entries: readonly Entry[], publicUrl: string): string {
  const own = entries.filter(({ operation }) => (operation.tags?.[0] ?? 'other') === tag);
  return `<section id="${tag}" aria-labelledby="${tag}-title"><h2 id="${tag}-title">${escapeHtml(tag)}</h2>
${own.map((entry) => renderEntry(entry, publicUrl)).join('\n')}</section>`;
}

function renderEntry({ method, path, operation }: Entry, publicUrl: string): string {
  const body = operation.requestBody?.content['application/json']?.schema;
  const [status, answer] = Object.entries(operation.responses).find(([code]) => code.startsWith('2')) ?? [
    '200',
    {},
  ];
  const schema = answer.content?.['application/json']?.schema;
  return `<details id="${operation.operationId}"><summary><span class="method">${method}</span>
<code>${escapeHtml(path)}</code> ${escapeHtml(operation.summary ?? '')}</summary>
${renderParameters(operation.parameters ?? [])}
${body ? `<h3>Body</h3><pre>${escapeHtml(json(body))}</pre>` : ''}
<h3>Answer ${status}</h3>${schema ? `<pre>${escapeHtml(json(schema))}</pre>` : ''}
<h3>Try it</h3><pre>${escapeHtml(curlLine(method, path, body !== undefined, publicUrl))}</pre></details>`;
}

function renderParameters(parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return '';
  const rows = parameters.map(
    ({ name, in: place, required, schema, description }) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${place}${required ? ', required' : ''}</td>` +
      `<td>${escapeHtml(description ?? json(schema ?? {}, 0))}</td></tr>`,
  );
  return `<table><thead><tr><th>Parameter</th><th>Where</th><th>What</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function renderTypes(schemas: Record<string, Schema>): string {
  const items = Object.entries(schemas).map(
    ([name, schema]) =>
      `<details id="type-${name}"><summary><code>${escapeHtml(name)}</code></summary><pre>${escapeHtml(json(schema))}</pre></details>`,
  );
  return `<section id="types" aria-labelledby="types-title"><h2 id="types-title">types</h2>${items.join('\n')}</section>`;
}

/** A line for a shell. `{id}` stays to be filled in. */
export function curlLine(method: string, path: string, hasBody: boolean, publicUrl: string): string {
  const verb = method === 'GET' ? '' : ` -X ${method}`;
  const body = hasBody ? ` \\\n  -H 'Content-Type: application/json' -d '{…}'` : '';
  return `curl${verb} '${publicUrl}/api/v1${path}' -H "Authorization: Bearer $SISTA_KEY"${body}`;
}

const json = (value: unknown, indent = 2) => JSON.stringify(value, null, indent);

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
