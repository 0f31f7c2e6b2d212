import { describe, expect, it } from 'vitest';
import { renderApiDocs } from '../site/render-api-docs.ts';
import { appRouter } from './app-router.ts';
import { buildOpenApi } from './openapi.ts';
import { restRoutes } from './rest.route.ts';

type Operation = { responses: Record<string, { content?: Record<string, { schema: { $ref?: string } }> }> };
const document = buildOpenApi('http://127.0.0.1:4400') as unknown as {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
};

describe('the OpenAPI document', () => {
  it.each([
    'GET /flows',
    'POST /flows',
    'GET /flows/{id}',
    'PUT /flows/{id}',
    'DELETE /flows/{id}',
    'POST /flows/{id}/publish',
    'POST /flows/{id}/pause',
    'POST /flows/{id}/resume',
    'GET /flows/{id}/versions',
    'GET /flows/{id}/versions/{n}',
    'POST /flows/{id}/versions/{n}/restore',
    'POST /flows/{id}/test',
    'POST /flows/{id}/runs',
    'GET /flows/{id}/export',
    'POST /flows/import',
    'GET /templates',
    'POST /templates/{id}/use',
    'GET /runs',
    'GET /runs/{id}',
    'POST /runs/{id}/cancel',
    'POST /runs/{id}/retry',
    'POST /runs/{id}/steps/{seq}/settle',
    'POST /flows/{id}/cancel-runs',
    'GET /jobs',
    'GET /jobs/{id}',
    'POST /jobs/{id}/pause',
    'POST /jobs/{id}/resume',
    'POST /jobs/{id}/cancel',
    'GET /processes',
    'GET /captures',
    'GET /captures/{id}',
    'POST /captures/{id}/replay',
    'GET /teams',
    'POST /teams',
    'GET /teams/{id}',
    'PATCH /teams/{id}',
    'DELETE /teams/{id}',
    'GET /employees',
    'POST /employees',
    'GET /employees/{id}',
    'PATCH /employees/{id}',
    'DELETE /employees/{id}',
    'GET /roles',
    'GET /deliveries',
    'GET /deliveries/{id}',
    'POST /deliveries/{id}/replay',
    'GET /credentials',
    'POST /credentials',
    'GET /credentials/{id}',
    'PATCH /credentials/{id}',
    'DELETE /credentials/{id}',
    'GET /data-sources',
    'POST /data-sources',
    'GET /data-sources/{id}',
    'PATCH /data-sources/{id}',
    'DELETE /data-sources/{id}',
    'POST /data-sources/{id}/check',
    'PUT /data-sources/{id}/file',
    'GET /keys',
    'POST /keys',
    'DELETE /keys/{id}',
    'GET /members',
    'GET /audit',
    'GET /sources',
    'GET /event-types',
  ])('has %s of the contract', (call) => {
    const [method = '', path = ''] = call.split(' ');
    expect(document.paths[path]?.[method.toLowerCase()]).toBeDefined();
  });

  it('is version 3.1 and every operation has its errors in the form of the contract', () => {
    expect(document.openapi).toBe('3.1.0');
    for (const { path, method } of restRoutes()) {
      const operation = document.paths[path]?.[method.toLowerCase()];
      expect(operation?.responses['422']?.content?.['application/json']?.schema.$ref).toBe(
        '#/components/schemas/Error',
      );
    }
    expect(Object.keys(document.components.schemas).filter((name) => name.startsWith('error.'))).toEqual([]);
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['Flow', 'Run', 'Employee', 'Error']),
    );
  });

  it('says 201 where something is created, and refers to nothing that it lacks', () => {
    expect(document.paths['/flows']?.post?.responses).toHaveProperty('201');
    expect(document.paths['/flows/{id}']?.put?.responses).toHaveProperty('200');
    const names = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name,
    );
    for (const name of new Set(names)) expect(document.components.schemas).toHaveProperty([name ?? '']);
  });

  it('gives every query of a list as a query parameter', () => {
    const list = document.paths['/runs']?.get as unknown as { parameters: { name: string; in: string }[] };
    expect(list.parameters.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['flowId', 'status', 'limit', 'after']),
    );
  });
});

describe('the page of the API', () => {
  it('shows every operation with a line to try it, and runs no script', () => {
    const page = renderApiDocs(document as unknown as Record<string, unknown>, 'http://127.0.0.1:4400');
    for (const { name } of restRoutes()) expect(page).toContain(`id="${name.replace('.', '-')}"`);
    expect(page).toContain('curl -X POST &#39;'.replace('&#39;', "'"));
    expect(page).not.toMatch(/<script|https?:\/\/(?!127\.0\.0\.1)/i);
  });
});

it('every procedure with a REST path has its own', () => {
  const paths = restRoutes().map(({ method, path }) => `${method} ${path}`);
  expect(new Set(paths).size).toBe(paths.length);
  expect(Object.keys(appRouter._def.procedures).length).toBeGreaterThan(paths.length);
});
