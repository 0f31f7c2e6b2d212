import { fromId } from '@sista/shared/ids';
import { notFound } from '@sista/shared/refusal';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RequestContext } from '../trpc/request-context.ts';
import { demandRight } from '../trpc/trpc.ts';
import { uploadFile } from './write-data-source.ts';

export type UploadOptions = { createContext: (request: FastifyRequest) => Promise<RequestContext> };

/** `PUT /data-sources/{id}/file`: the body is the file, whatever type it is said to have. */
export async function uploadScope(app: FastifyInstance, { createContext }: UploadOptions): Promise<void> {
  app.removeAllContentTypeParsers();
  // As a stream: a file may be larger than any other body, and is bounded where it is written.
  app.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
  app.put<{ Params: { id: string } }>('/data-sources/:id/file', async (request) => {
    const { dbOf, ...rest } = await createContext(request);
    const actor = demandRight(rest.actor, 'data-source.write');
    const { workspaceId } = actor;
    const context = { ...rest, actor, workspaceId, db: dbOf(workspaceId) };
    const id = fromId('dataSource', request.params.id);
    if (id === undefined) throw notFound('data source', request.params.id);
    // Not destroyed when it is refused half-way: the connection has to stay for the answer.
    const content = request.raw.iterator({ destroyOnReturn: false });
    return uploadFile(context, { id, content });
  });
}
