import { scopeRoots, stepMembers } from '../expression/expression-scope.ts';
import { textsIn } from '../expression/map-members.ts';
import {
  type Reference,
  referencesOf,
  templateProblems,
  unknownNamesOf,
} from '../expression/parse-expression.ts';
import { bindableMembers } from '../node/config-issues.ts';
import { unknownMember } from '../node/shape-path.ts';
import { certainBefore, decisionBefore, isCertainInLoop } from './certain-steps.ts';
import { closestName, listNames } from './closest-name.ts';
import { itemShape, stepShape, triggerShapeOf } from './data-shapes.ts';
import type { FlowDocument, FlowIssue, FlowNode } from './flow.schema.ts';
import { graphOf, nodeById, upstreamOf } from './flow-graph.ts';
import { bodyOf, loopsAround } from './loop-body.ts';
import { isTrigger, type NodeCatalogue } from './node-catalogue.ts';

type Finding = Pick<FlowIssue, 'level' | 'code' | 'message'>;
type Place = {
  document: FlowDocument;
  catalogue: NodeCatalogue;
  node: FlowNode;
  /** The loop whose item the expression sees. */
  loop: FlowNode | undefined;
  /** It is read at the end of each item of the node, which is that loop. */
  atEnd: boolean;
};

const error = (code: string, message: string): Finding => ({ level: 'error', code, message });
const warning = (code: string, message: string): Finding => ({ level: 'warning', code, message });

/** Issues of the expressions in a node's bindable fields: how they are written, and what they read. */
export function referenceIssues(
  document: FlowDocument,
  node: FlowNode,
  catalogue: NodeCatalogue,
): FlowIssue[] {
  const definition = catalogue.get(node.type);
  if (!definition) return [];
  const [around] = loopsAround(document, node.id);
  return bindableMembers(definition, node.config).flatMap(({ name, value, perItem }) => {
    const place: Place = { document, catalogue, node, loop: perItem ? node : around, atEnd: perItem };
    return textsIn(value, `config.${name}`).flatMap(({ path, text }) =>
      text.includes('{{')
        ? templateIssues(text, place).map((found) => ({ nodeId: node.id, path, ...found }))
        : [],
    );
  });
}

function templateIssues(template: string, place: Place): (Finding & { position: number })[] {
  const problems = templateProblems(template).map(({ message, position }) => ({
    ...error('expression_invalid', message),
    position,
  }));
  const unknown = unknownNamesOf(template).map(({ name, position }) => ({ ...unknownName(name), position }));
  const references = referencesOf(template).flatMap((reference) => {
    const found = referenceFinding(reference, place);
    return found ? [{ ...found, position: reference.position }] : [];
  });
  const all = [...problems, ...unknown, ...references];
  // The same mistake twice in one text is one thing to repair.
  return all.filter(({ message }, at) => all.findIndex((other) => other.message === message) === at);
}

function unknownName(name: string): Finding {
  const meant = closestName(name, scopeRoots);
  const advice =
    meant === undefined ? `An expression begins with ${scopeRoots.join(', ')}.` : `Use \`${meant}\`?`;
  return error('unknown_name', `There is nothing called \`${name}\`. ${advice}`);
}

function referenceFinding(reference: Reference, place: Place): Finding | undefined {
  const { document, catalogue, loop } = place;
  switch (reference.root) {
    case 'steps':
      return reference.nodeId === undefined ? undefined : stepFinding(reference.nodeId, reference, place);
    case 'callbacks':
      return reference.nodeId === undefined ? undefined : callbackFinding(reference.nodeId, place);
    case 'item':
    case 'index':
      if (loop) return itemFinding(reference, loop, place);
      return error(
        'outside_loop',
        `\`${reference.root}\` has a value only inside a loop. Put this step behind the port each of For each.`,
      );
    case 'vars':
      return variableFinding(reference, document);
    case 'trigger':
      return memberFinding('The trigger', triggerShapeOf(document, catalogue), reference.path);
    case 'run':
      return memberFinding('A run', runShape, reference.path);
    case 'now':
      return undefined;
  }
}

const runShape = { properties: { id: {}, mode: {} }, additionalProperties: false };

function stepFinding(id: string, reference: Reference, place: Place): Finding | undefined {
  const { document, catalogue } = place;
  const step = nodeById(document, id);
  if (!step) return unknownStep(id, document);
  if (isTrigger(step, catalogue)) {
    return error(
      'trigger_is_no_step',
      `${step.name} is the trigger. Write \`trigger\` instead of \`steps.${id}\`.`,
    );
  }
  return orderFinding(step, reference, place) ?? stepMemberFinding(step, reference.path, place);
}

function unknownStep(id: string, document: FlowDocument): Finding {
  const meant = closestName(id, graphOf(document).nodes.keys());
  const advice = meant === undefined ? 'Choose one that runs before this step.' : `Use \`${meant}\`?`;
  return error('unknown_step', `There is no step \`${id}\`. ${advice}`);
}

function orderFinding(step: FlowNode, reference: Reference, place: Place): Finding | undefined {
  const { document, catalogue, node, atEnd } = place;
  if (step.id === node.id)
    return error('own_output', 'A step cannot read its own output. Choose one that runs before it.');
  const inBody = atEnd && bodyOf(document, node.id).has(step.id);
  if (!inBody) {
    if (upstreamOf(document, step.id).has(node.id)) {
      return error('runs_later', `${step.name} runs after this step. Choose one that runs before it.`);
    }
    const outOfReach = loopFinding(step, place);
    if (outOfReach) return outOfReach;
    if (!upstreamOf(document, node.id).has(step.id)) {
      return error(
        'not_upstream',
        `${step.name} does not lead to this step, so its result may not be there. Connect them.`,
      );
    }
  }
  if (reference.guarded) return undefined;
  const certain = inBody
    ? isCertainInLoop(document, node.id, step.id, catalogue)
    : certainBefore(document, node.id, catalogue).has(step.id);
  if (certain) return undefined;
  const decision = decisionBefore(document, step.id, catalogue);
  const when = decision ? `runs only on ${decision.port}` : 'does not run every time';
  return warning(
    'on_other_branch',
    `${step.name} ${when}. Give a value for the other case? Write ?? and the value behind it.`,
  );
}

/** Steps of a body are read inside their loop only, and the loop itself only outside. */
function loopFinding(step: FlowNode, { document, loop }: Place): Finding | undefined {
  if (loop && step.id === loop.id) {
    return error(
      'loop_not_over',
      `${loop.name} is not over while its items run. Read \`item\`, or read it behind "when all are done".`,
    );
  }
  const around = loopsAround(document, step.id).find(({ id }) => id !== loop?.id);
  if (!around) return undefined;
  const message = `${step.name} runs once for each item of ${around.name}, so there is no one result. Read \`steps.${around.id}.output.items\`.`;
  return error('inside_loop', message);
}

function itemFinding({ root, path }: Reference, loop: FlowNode, place: Place): Finding | undefined {
  if (root === 'index') return undefined;
  return memberFinding('An item', itemShape(place.document, loop, place.catalogue), path);
}

function stepMemberFinding(
  step: FlowNode,
  path: readonly string[],
  { document, catalogue }: Place,
): Finding | undefined {
  const [member] = path;
  if (member === undefined) return undefined;
  if (!(stepMembers as readonly string[]).includes(member)) {
    return error(
      'unknown_field',
      `A step has ${listNames(stepMembers)}. Write \`steps.${step.id}.output.${path.join('.')}\`?`,
    );
  }
  return memberFinding(step.name, stepShape(document, step.id, catalogue), path);
}

function memberFinding(
  owner: string,
  shape: Parameters<typeof unknownMember>[0],
  path: readonly string[],
): Finding | undefined {
  const unknown = unknownMember(shape, path);
  if (!unknown) return undefined;
  // A short list says more than a guess; in a long one nobody finds the name.
  const meant = unknown.known.length > 12 ? closestName(unknown.name, unknown.known) : undefined;
  const known = unknown.known.length === 0 ? 'It has no fields.' : `It has ${listNames(unknown.known)}.`;
  const advice = meant === undefined ? known : `Use \`${meant}\`?`;
  return error('unknown_field', `${owner} has no \`${unknown.name}\`. ${advice}`);
}

function variableFinding({ path: [name] }: Reference, { vars = {} }: FlowDocument): Finding | undefined {
  if (name === undefined || Object.hasOwn(vars, name)) return undefined;
  const names = Object.keys(vars);
  const meant = closestName(name, names);
  if (meant !== undefined)
    return error('unknown_variable', `There is no variable \`${name}\`. Use \`${meant}\`?`);
  const known = names.length === 0 ? 'This flow has none yet.' : `This flow has ${listNames(names)}.`;
  return error('unknown_variable', `There is no variable \`${name}\`. ${known}`);
}

function callbackFinding(id: string, { document, loop }: Place): Finding | undefined {
  const step = nodeById(document, id);
  if (!step) return unknownStep(id, document);
  if (step.type !== 'wait-for-callback') {
    return error(
      'no_callback',
      `${step.name} waits for no callback. Choose a step of the type Wait for callback.`,
    );
  }
  const around = loopsAround(document, id).find((other) => other.id !== loop?.id);
  if (!around) return undefined;
  const message = `${step.name} has an address of its own for each item of ${around.name}. Only steps of that loop can read it.`;
  return error('callback_in_loop', message);
}
