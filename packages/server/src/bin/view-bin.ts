import { type Bin, binAnswer } from '@sista/shared/bin/bin.schema';
import { toId } from '@sista/shared/ids';

type Row = { id: string; key: string; name: string; answer: unknown; createdAt: Date };

export function viewBin({ id, key, name, answer, createdAt }: Row, publicUrl: string): Bin {
  return {
    id: toId('bin', id),
    key,
    url: `${publicUrl}/catch/${key}`,
    name,
    answer: binAnswer.parse(answer),
    createdAt: createdAt.toISOString(),
  };
}
