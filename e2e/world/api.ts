/** What the REST API of a running product answered. */
export type ApiAnswer<Body> = { status: number; body: Body };

export type Api = {
  get<Body>(path: string): Promise<Body>;
  post<Body>(path: string, body?: unknown): Promise<Body>;
  /** Also refusals; `get` and `post` throw on those. */
  call<Body>(method: string, path: string, body?: unknown): Promise<ApiAnswer<Body>>;
};

/** A client of `/api/v1` with an API key. Paths start with a slash. */
export function openApi(address: string, apiKey: string): Api {
  async function call<Body>(method: string, path: string, body?: unknown): Promise<ApiAnswer<Body>> {
    const response = await fetch(`${address}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Body };
  }
  async function demand<Body>(method: string, path: string, body?: unknown): Promise<Body> {
    const answer = await call<Body>(method, path, body);
    if (answer.status < 300) return answer.body;
    throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
  return {
    call,
    get: (path) => demand('GET', path),
    post: (path, body) => demand('POST', path, body ?? {}),
  };
}
