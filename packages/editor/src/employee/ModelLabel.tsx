import { useQuery } from '@tanstack/react-query';
import { trpc } from '../api/trpc.ts';
import { IconFlask, IconRobot } from '../ui/icons.ts';
import { Mark } from '../ui/StatusBadge.tsx';
import { modelWords } from './model-words.ts';

/** The model of an employee. The sandbox is always named as what it is. */
export function ModelLabel({ model }: { model: string }) {
  const models = useQuery({ ...trpc.model.list.queryOptions(), staleTime: 60_000 });
  const { words, isSandbox } = modelWords(model, models.data);
  return (
    <Mark tone={isSandbox ? 'wait' : 'neutral'} icon={isSandbox ? IconFlask : IconRobot}>
      {words}
    </Mark>
  );
}
