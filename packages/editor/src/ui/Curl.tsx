import { CopyButton } from './CopyButton.tsx';
import classes from './Curl.module.css';

export type CurlRequest = {
  url: string;
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: unknown;
};

/** A request as a line for the shell. Bodies that are not text become JSON. */
export function curlLine({ url, method = 'POST', headers = {}, body }: CurlRequest): string {
  const lines = [`curl -X ${method} ${quoted(url)}`];
  const hasType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  if (body !== undefined && !hasType) lines.push("-H 'content-type: application/json'");
  for (const [name, value] of Object.entries(headers)) lines.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (body !== undefined) lines.push(`-d ${quoted(typeof body === 'string' ? body : JSON.stringify(body))}`);
  return lines.join(' \\\n  ');
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** A curl line to copy. */
export function Curl({ label = 'Try it from a terminal', ...request }: CurlRequest & { label?: string }) {
  const line = curlLine(request);
  return (
    <figure className={classes.curl}>
      <figcaption>
        <span>{label}</span>
        <CopyButton text={line} label="Copy the curl line" />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key */}
      <pre tabIndex={0}>{line}</pre>
    </figure>
  );
}
