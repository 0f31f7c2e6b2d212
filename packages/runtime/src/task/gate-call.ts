import { zodOfShape } from '@sista/shared/employee/output-schema';
import type { ToolPolicy } from '@sista/shared/tool/define-tool';
import { hashArguments } from './canonical-json.ts';
import type { CallVerdict, OfferedTool, TaskLimits } from './journal.types.ts';

/**
 * The tool gate decides every call, in this order, and the first refusal ends it: is the tool offered and still the
 * one that was pinned; do the arguments fit what the model was shown; can the pinned ones be filled in; is it within
 * the counts; what does the strictest policy say; does something raise it to a question. What a model says is a
 * proposal; this is the decision.
 */
export type GateQuestion = {
  tool: OfferedTool | undefined;
  /** Why a tool that was offered may no longer be used; null: it is as it was. */
  withdrawn: string | null;
  name: string;
  args: unknown;
  /** Pinned arguments, evaluated. A value of undefined or null is missing. */
  pinned: Readonly<Record<string, unknown>>;
  used: CallsUsed;
  limits: TaskLimits;
  autonomy: 'draft' | 'ask' | 'auto';
  triggerAuthenticated: boolean;
};

/** Calls that were allowed before this one. */
export type CallsUsed = {
  inTask: number;
  ofTool: number;
  inTurn: number;
  /** With the same tool and arguments, counting only what was done. */
  same: (argsHash: string) => number;
};

export type GateAnswer = {
  verdict: Extract<CallVerdict, 'allow' | 'ask' | 'deny' | 'invalid'>;
  code: string | null;
  reason: string | null;
  merged: Readonly<Record<string, unknown>> | null;
  argsHash: string;
};

export function gateCall(question: GateQuestion): GateAnswer {
  const { tool, name, args, withdrawn, pinned } = question;
  const refuse = (
    verdict: GateAnswer['verdict'],
    code: string,
    reason: string,
    hash = hashArguments(args),
  ): GateAnswer => ({
    verdict,
    code,
    reason,
    merged: null,
    argsHash: hash,
  });
  if (!tool)
    return refuse(
      'invalid',
      'unknown_tool',
      `There is no tool "${name}". Use only the tools that you were given.`,
    );
  if (withdrawn !== null) return refuse('deny', 'withdrawn', withdrawn);
  const wrong = argumentIssue(tool, args);
  if (wrong !== null) return refuse('invalid', 'invalid_arguments', wrong);
  const missing = Object.keys(tool.pinned).find((argument) => (pinned[argument] ?? null) === null);
  if (missing !== undefined)
    return refuse(
      'deny',
      'pinned_missing',
      `This run has no value for "${missing}" of ${name}, so the tool cannot be used here.`,
    );
  const merged = { ...(args as Record<string, unknown>), ...pinned };
  const hash = hashArguments(merged);
  const over = countIssue(question, hash);
  if (over) return refuse('deny', over.code, over.reason, hash);
  const judged = judgePolicy(question, tool);
  if (judged) return refuse(judged.verdict, judged.code, judged.reason, hash);
  return { verdict: 'allow', code: null, reason: null, merged, argsHash: hash };
}

function argumentIssue(tool: OfferedTool, args: unknown): string | null {
  if (typeof args !== 'object' || args === null || Array.isArray(args))
    return `The arguments of ${tool.name} must be one JSON object.`;
  for (const name of Object.keys(tool.pinned))
    if (Object.hasOwn(args, name))
      return `"${name}" of ${tool.name} is fixed and cannot be given. Leave it out.`;
  const checked = zodOfShape(tool.parameters).safeParse(args);
  if (checked.success) return null;
  const issues = checked.error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join('.') || 'arguments'}: ${message}`);
  return `The arguments of ${tool.name} do not fit: ${issues.join('; ')}.`;
}

function countIssue(
  { name, used, limits, tool }: GateQuestion,
  hash: string,
): { code: string; reason: string } | null {
  const perTool = tool?.body.limits.perTask ?? limits.callsPerTool;
  if (used.inTask >= limits.calls)
    return {
      code: 'tool_limit',
      reason: `This task has used its ${limits.calls} tool calls. Answer with what you have.`,
    };
  if (used.inTurn >= limits.callsPerTurn)
    return {
      code: 'turn_full',
      reason: `Only ${limits.callsPerTurn} calls at a time. Ask again in the next turn if you still need this.`,
    };
  if (used.ofTool >= perTool)
    return {
      code: 'tool_used_up',
      reason: `${name} may be called ${perTool} times in a task, and was. Go on without it.`,
    };
  if (used.same(hash) >= limits.sameCall)
    return {
      code: 'repeated',
      reason: `You already called ${name} with these arguments. Use the result that you have.`,
    };
  return null;
}

const strictness: Record<ToolPolicy, number> = { auto: 0, ask: 1, off: 2 };

function judgePolicy(
  { name, autonomy, triggerAuthenticated }: GateQuestion,
  tool: OfferedTool,
): { verdict: 'ask' | 'deny'; code: string; reason: string } | null {
  const isWrite = tool.effect !== 'read';
  const policy =
    strictestPolicy([tool.body.policy, tool.grant.policy, tool.policy]) ??
    (isWrite && autonomy !== 'auto' ? 'ask' : 'auto');
  if (policy === 'off')
    return { verdict: 'deny', code: 'tool_off', reason: `${name} is switched off for this employee.` };
  const needsPerson = (code: string, why: string) => ({
    verdict: 'ask' as const,
    code,
    reason: `${name} needs a person's approval (${why}), and nobody can be asked here. Do not try it again; say in your result what should be done.`,
  });
  if (policy === 'ask') return needsPerson('approval_needed', 'its policy is "ask"');
  if (isWrite && autonomy === 'draft') return needsPerson('approval_needed', 'this employee only drafts');
  if (isWrite && !triggerAuthenticated)
    return needsPerson('unsigned_trigger', 'the request that started this run was not signed');
  return null;
}

/** The strictest of the policies that are stated; undefined when none is. Permissions only ever narrow. */
export function strictestPolicy(
  policies: readonly (ToolPolicy | null | undefined)[],
): ToolPolicy | undefined {
  const stated = policies.filter((policy) => policy !== null && policy !== undefined);
  return stated.sort((a, b) => strictness[b] - strictness[a])[0];
}
