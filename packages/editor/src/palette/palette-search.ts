import type { AnyNodeDefinition, NodeCategory } from '@sista/shared/node/define-node';
import { nodeDefinitions } from '@sista/shared/nodes';

export const categories: readonly { id: NodeCategory; label: string }[] = [
  { id: 'start', label: 'Start' },
  { id: 'people', label: 'People' },
  { id: 'decide', label: 'Decide' },
  { id: 'wait', label: 'Repeat and wait' },
  { id: 'data', label: 'Data' },
  { id: 'tell', label: 'Tell others' },
];

export type PaletteGroup = { id: NodeCategory; label: string; definitions: AnyNodeDefinition[] };

/**
 * Node types that fit what was typed, by category; the best fit first within each. Without text: all of them.
 * `triggers: false` leaves out what can only start a flow.
 */
export function searchPalette(text: string, options: { triggers?: boolean } = {}): PaletteGroup[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fitting = Object.values(nodeDefinitions)
    .filter((definition) => options.triggers !== false || definition.trigger === undefined)
    .map((definition) => ({ definition, score: scoreOf(definition, words) }))
    .filter(({ score }) => score > 0)
    .sort(
      (one, other) => other.score - one.score || one.definition.title.localeCompare(other.definition.title),
    );
  return categories
    .map(({ id, label }) => ({
      id,
      label,
      definitions: fitting
        .filter(({ definition }) => definition.category === id)
        .map(({ definition }) => definition),
    }))
    .filter((group) => group.definitions.length > 0);
}

/** 0 when a word is found nowhere; a title counts more than a synonym, and that more than the summary. */
function scoreOf(definition: AnyNodeDefinition, words: readonly string[]): number {
  let score = 1;
  for (const word of words) {
    const found = scoreOfWord(definition, word);
    if (found === 0) return 0;
    score += found;
  }
  return score;
}

function scoreOfWord(definition: AnyNodeDefinition, word: string): number {
  const title = definition.title.toLowerCase();
  if (title.startsWith(word)) return 8;
  if (definition.synonyms.some((synonym) => synonym.toLowerCase() === word)) return 7;
  if (title.includes(word)) return 6;
  if (definition.synonyms.some((synonym) => synonym.toLowerCase().startsWith(word))) return 4;
  if (definition.type.includes(word)) return 3;
  return definition.summary.toLowerCase().includes(word) ? 1 : 0;
}
