import { z } from 'zod';
import { idInput, idOutput } from '../ids.ts';
import { pageInput, pageOf } from '../page.schema.ts';

const moment = z.iso.datetime();

/** What callers of a bin get. */
export const binAnswer = z.object({
  status: z.int().min(200).max(599).default(200),
  delayMs: z.int().min(0).max(30_000).default(0),
  contentType: z.string().max(200).default('application/json'),
  body: z.string().max(65_536).default('{"received":true}'),
});
export type BinAnswer = z.output<typeof binAnswer>;

export const bin = z
  .object({
    id: idOutput('bin'),
    /** Its unguessable name in the address. */
    key: z.string(),
    url: z.string(),
    name: z.string(),
    answer: binAnswer,
    createdAt: moment,
  })
  .meta({ id: 'Bin' });
export type Bin = z.output<typeof bin>;

/** What one family of signature headers on a request says; `secret` is the name of the secret that fits. */
const signatureCheck = z.object({
  family: z.string(),
  ok: z.boolean(),
  secret: z.string().optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
});

export const binRequestSummary = z
  .object({
    id: z.string(),
    method: z.string(),
    path: z.string(),
    /** Bytes of the body. */
    size: z.int(),
    /** The status that was answered. */
    answer: z.int(),
    checks: z.array(signatureCheck),
    receivedAt: moment,
  })
  .meta({ id: 'BinRequestSummary' });
export type BinRequestSummary = z.output<typeof binRequestSummary>;

export const binRequest = binRequestSummary
  .extend({
    query: z.string(),
    remote: z.string().nullable(),
    headers: z.record(z.string(), z.string()),
    /** The body as text, or null where it is not UTF-8. */
    body: z.string().nullable(),
    bodyBase64: z.string().nullable(),
  })
  .meta({ id: 'BinRequest' });
export type BinRequest = z.output<typeof binRequest>;

export const binList = z.object({ data: z.array(bin), next: z.null() });
export const binRequestPage = pageOf(binRequestSummary);
export const binIdInput = z.object({ id: idInput('bin') });
export const listBinRequestsInput = pageInput.extend({ binId: idInput('bin') });
export type ListBinRequestsInput = z.output<typeof listBinRequestsInput>;
export const binRequestInput = z.object({ binId: idInput('bin'), requestId: z.string().max(100) });
export const createBinInput = z.object({
  name: z.string().trim().min(1, 'Give it a name.').max(100),
  answer: binAnswer.optional(),
});
export type CreateBinInput = z.output<typeof createBinInput>;
export const setAnswerInput = binIdInput.extend({ answer: binAnswer });
