import { useMutation } from '@tanstack/react-query';
import { notify } from '../api/notify.ts';
import { queryClient } from '../api/query-client.ts';
import { type api, trpc } from '../api/trpc.ts';

type EmployeeAnswer = Awaited<ReturnType<typeof api.employee.get.query>>;

/** Puts what the server answered into the pages that show this employee. */
export async function keepEmployee(employee: EmployeeAnswer): Promise<void> {
  queryClient.setQueryData(trpc.employee.get.queryKey({ id: employee.id }), employee);
  await Promise.all([
    queryClient.invalidateQueries(trpc.employee.list.pathFilter()),
    queryClient.invalidateQueries(trpc.employee.versions.pathFilter()),
  ]);
}

/** Saves changes and tells it. Its error is shown by the form that asked. */
export function useSaveEmployee() {
  return useMutation({
    ...trpc.employee.update.mutationOptions(),
    meta: { ownError: true },
    onSuccess: async (employee) => {
      notify({ tone: 'good', title: `Saved: ${employee.name}, version ${employee.version}` });
      await keepEmployee(employee);
    },
  });
}
