import { z } from 'zod';

/** The flow document of the contract: what PUT takes, export writes and git can diff. */
export const flowSchemaName = 'sista.flow/1';

export const nodeIdPattern = /^[a-z][A-Za-z0-9_]{0,63}$/;
const nodeId = z
  .string()
  .regex(
    nodeIdPattern,
    'A step id starts with a small letter and has letters, digits and _ only, at most 64.',
  );
const portName = z.string().min(1).max(64);
const edgeId = z.string().min(1).max(100);
const coordinate = z.number().min(-1_000_000).max(1_000_000);

export const nodeRetry = z.object({
  attempts: z.int().min(1).max(10),
  backoff: z.enum(['fixed', 'exponential']).default('exponential'),
});

export const flowNode = z.strictObject({
  id: nodeId,
  type: z.string().min(1).max(64),
  typeVersion: z.int().min(1).optional(),
  name: z.string().min(1).max(200),
  position: z.object({ x: coordinate, y: coordinate }),
  config: z.record(z.string(), z.unknown()).default({}),
  onError: z.enum(['stop', 'continue', 'port']).optional(),
  retry: nodeRetry.optional(),
  timeoutSeconds: z.int().min(1).max(1_800).optional(),
  /** Of an effect that may not be repeated and whose answer was lost; a person is asked where nothing is set. */
  whenUnknown: z.enum(['ask', 'repeat', 'fail']).optional(),
});

export const flowEdge = z.strictObject({
  id: edgeId,
  source: nodeId,
  sourcePort: portName.optional(),
  target: nodeId,
  targetPort: portName.optional(),
});

export const flowNote = z.strictObject({
  id: z.string().min(1).max(100),
  text: z.string().max(4_000),
  tone: z.enum(['grey', 'blue', 'green', 'yellow', 'red', 'violet']).default('yellow'),
  position: z.object({ x: coordinate, y: coordinate }),
  size: z.object({ width: z.number().min(80).max(2_000), height: z.number().min(40).max(2_000) }).optional(),
});

export const flowGroup = z.strictObject({
  id: z.string().min(1).max(100),
  name: z.string().max(200),
  nodeIds: z.array(nodeId),
});

export const flowDocument = z.strictObject({
  schema: z.literal(flowSchemaName),
  name: z.string().min(1).max(200),
  nodes: z.array(flowNode).max(2_000),
  edges: z.array(flowEdge).max(10_000),
  notes: z.array(flowNote).max(500).optional(),
  groups: z.array(flowGroup).max(500).optional(),
  vars: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/), z.json()).optional(),
  settings: z
    .strictObject({
      sandboxSends: z.enum(['inbox', 'real']).optional(),
      /** A run that is not over by then fails with `run_expired`. */
      maxRunSeconds: z.int().min(1).max(31_536_000).optional(),
    })
    .optional(),
});

export type FlowNode = z.output<typeof flowNode>;
export type FlowEdge = z.output<typeof flowEdge>;
export type FlowNote = z.output<typeof flowNote>;
export type FlowGroup = z.output<typeof flowGroup>;
export type FlowDocument = z.output<typeof flowDocument>;

/** A problem in a document. `path` leads from the node (`config.conditions.0.when`), or from the document. */
export const flowIssue = z.object({
  level: z.enum(['error', 'warning']),
  nodeId: z.string().nullable(),
  path: z.string(),
  code: z.string(),
  message: z.string(),
  /** Of an expression: where in the text of the field, in characters from 0. */
  position: z.int().min(0).optional(),
});
export type FlowIssue = z.output<typeof flowIssue>;

export const portOf = (edge: FlowEdge): string => edge.sourcePort ?? 'out';
export const targetPortOf = (edge: FlowEdge): string => edge.targetPort ?? 'in';
