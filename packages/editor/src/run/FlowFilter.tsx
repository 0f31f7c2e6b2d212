import { useQuery } from '@tanstack/react-query';
import { trpc } from '../api/trpc.ts';
import { ChoiceFilter } from '../ui/Filters.tsx';

/** One of the flows of the workspace, by name. */
export function FlowFilter({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (flowId: string | undefined) => void;
}) {
  const flows = useQuery({ ...trpc.flow.list.queryOptions({ limit: 200 }), staleTime: 60_000 });
  const options = (flows.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return <ChoiceFilter label="Flow" value={value} options={options} onChange={onChange} />;
}
