import type { BinRequestSummary } from '@sista/shared/bin/bin.schema';

type Check = BinRequestSummary['checks'][number];

const families: Readonly<Record<string, string>> = {
  'x-sista': 'X-Sista-Signature',
  'standard-webhooks': 'Standard Webhooks',
  svix: 'Svix',
};

export type SignatureLook = { tone: 'good' | 'bad' | 'neutral'; words: string; detail: string | null };

/** What the signatures of a request say, all families together: one that fits is enough to trust it. */
export function signatureLook(checks: readonly Check[]): SignatureLook {
  const fits = checks.filter(({ ok }) => ok);
  if (fits.length > 0) {
    const secrets = [...new Set(fits.flatMap(({ secret }) => secret ?? []))].join(', ');
    return {
      tone: 'good',
      words: 'signature valid',
      detail: `${fits.map(familyName).join(' and ')}${secrets ? `, by ${secrets}` : ''}`,
    };
  }
  const [first] = checks;
  if (!first) return { tone: 'neutral', words: 'not signed', detail: null };
  return { tone: 'bad', words: 'signature invalid', detail: first.message ?? first.reason ?? null };
}

export function familyName({ family }: Pick<Check, 'family'>): string {
  return families[family] ?? family;
}
