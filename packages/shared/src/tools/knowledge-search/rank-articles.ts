export type Article = { id: string; title: string; body: string };

const smallWords = new Set(
  'a an and are as at be but by can do for from how i if in is it me my no not of on or our so that the this to we what when will with you your'.split(
    ' ',
  ),
);

/** The words of a text that say something, in lower case and without the endings of plural and past. */
export function termsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => word.length > 1 && !smallWords.has(word)).map(stem);
}

const stem = (word: string): string =>
  word.length > 4 ? word.replace(/(ies|ied)$/, 'y').replace(/(ing|ed|es|s)$/, '') : word;

/**
 * The articles that share words with the query, best first. A word counts more the rarer it is, three times in a
 * title, and less with each repetition; articles without any are left out.
 */
export function rankArticles(articles: readonly Article[], query: string, most = 5): Article[] {
  const wanted = [...new Set(termsOf(query))];
  const read = articles.map((article) => ({
    article,
    title: termsOf(article.title),
    body: termsOf(article.body),
  }));
  const rarity = new Map(
    wanted.map((term) => {
      const holding = read.filter(({ title, body }) => title.includes(term) || body.includes(term)).length;
      return [term, Math.log(1 + articles.length / (1 + holding))];
    }),
  );
  return read
    .map(({ article, title, body }) => ({
      article,
      score: wanted.reduce((sum, term) => sum + (rarity.get(term) ?? 0) * weight(term, title, body), 0),
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.article.id.localeCompare(b.article.id))
    .slice(0, most)
    .map(({ article }) => article);
}

function weight(term: string, title: readonly string[], body: readonly string[]): number {
  const inBody = body.filter((word) => word === term).length;
  return (title.includes(term) ? 3 : 0) + inBody / (inBody + 1);
}
