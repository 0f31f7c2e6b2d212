import { evaluateTemplate } from '@sista/shared/expression/evaluate-expression';
import { parseTemplate } from '@sista/shared/expression/parse-expression';
import { failed, StepFailed } from '@sista/shared/node/step-result';
import type { TaskStep } from './task-step.ts';

/** Names whose values the author of the flow wrote or the engine made; everything else may be a stranger's text. */
const ownRoots = new Set(['vars', 'run', 'now', 'index']);

export type RenderedInstructions = { text: string; references: Record<string, unknown> };

/**
 * The instructions as the model reads them. An expression over data stands as a reference, `(data: trigger.order.id)`,
 * and its value goes into a data block, so that no payload can write orders between the lines. Throws StepFailed
 * where the template is broken.
 */
export async function renderInstructions(
  template: string,
  step: Pick<TaskStep, 'scope' | 'now' | 'runId' | 'seq'>,
): Promise<RenderedInstructions> {
  const { parts, problems } = parseTemplate(template);
  if (problems[0])
    throw new StepFailed(failed('expression_invalid', problems[0].message, { path: 'instructions' }));
  const options = { nowMs: step.now, seed: `${step.runId}.${step.seq}` };
  const references: Record<string, unknown> = {};
  const texts: string[] = [];
  for (const part of parts) {
    if (typeof part === 'string') {
      texts.push(part);
      continue;
    }
    const source = part.source.trim();
    const value = await evaluateTemplate(`{{${part.source}}}`, step.scope, options).catch((error: Error) => {
      throw new StepFailed(failed('expression_failed', error.message, { path: 'instructions' }));
    });
    if (
      part.rootPaths.length > 0 &&
      part.rootPaths.every(({ names }) => ownRoots.has(names[0]?.name ?? ''))
    ) {
      texts.push(typeof value === 'string' ? value : JSON.stringify(value ?? null));
    } else {
      texts.push(`(data: ${source})`);
      references[source] = value ?? null;
    }
  }
  return { text: texts.join(''), references };
}
