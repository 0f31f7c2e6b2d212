import type {
  CreateTeamInput,
  Employee,
  HireEmployeeInput,
  listEmployeesInput,
  Team,
  UpdateEmployeeInput,
  UpdateTeamInput,
} from '@sista/shared/employee/employee.schema';
import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import type { Page } from '@sista/shared/page.schema';
import type { TemplateHire } from '@sista/shared/template/define-template';
import type { z } from 'zod';
import { type CatalogueTransaction, type PrismaClient, sqlOf } from '../db/catalogue.ts';
import { archiveEmployee } from './archive-employee.ts';
import { type HiredVia, hireEmployee } from './hire-employee.ts';
import { hireForDocument } from './hire-for-document.ts';
import { listEmployees, listTeams, readEmployee } from './list-employees.ts';
import { createTeam, deleteTeam, readTeam, updateTeam } from './teams.ts';
import { updateEmployee } from './update-employee.ts';
import type { Asking, EmployeeVerbs } from './verb-context.ts';

type ListPage = { limit: number; after?: string | undefined };

/** The verbs of employees. Ids that go in are UUIDs, what comes out is as the API shows it. All throw Refusals. */
export type EmployeeDoor = {
  list(workspaceId: string, query: z.output<typeof listEmployeesInput>): Promise<Page<Employee>>;
  read(workspaceId: string, employeeId: string): Promise<Employee>;
  hire(asking: Asking & HiredVia, input: HireEmployeeInput): Promise<Employee>;
  update(asking: Asking, input: UpdateEmployeeInput): Promise<Employee>;
  archive(asking: Asking, employeeId: string): Promise<Employee>;
  /**
   * Puts people into a document that names roles, newly hired where nobody has the role, and lets `store` write it in
   * the same commit. `db` opens the transaction, so that a bound client stays bound inside.
   */
  staffDocument<Stored>(
    db: Pick<PrismaClient, '$transaction'>,
    asking: Asking & HiredVia,
    draft: { document: FlowDocument; hires: readonly TemplateHire[] },
    store: (catalogue: CatalogueTransaction, document: FlowDocument) => Promise<Stored>,
  ): Promise<Stored>;
};

export type TeamDoor = {
  list(workspaceId: string, page: ListPage): Promise<Page<Team>>;
  read(workspaceId: string, teamId: string): Promise<Team>;
  create(workspaceId: string, input: CreateTeamInput): Promise<Team>;
  update(workspaceId: string, input: UpdateTeamInput): Promise<Team>;
  delete(workspaceId: string, teamId: string): Promise<void>;
};

export function createEmployeeDoor(verbs: EmployeeVerbs): EmployeeDoor {
  return {
    list: (workspaceId, query) => listEmployees(verbs.prisma, workspaceId, query),
    read: (workspaceId, id) => readEmployee(verbs.prisma, workspaceId, id),
    hire: (asking, input) => hireEmployee(verbs, asking, input),
    update: (asking, input) => updateEmployee(verbs, asking, input),
    archive: (asking, id) => archiveEmployee(verbs, asking, id),
    async staffDocument(db, asking, { document, hires }, store) {
      const { stored, nudges } = await db.$transaction(async (catalogue) => {
        const staffed = await hireForDocument(catalogue, asking, document, hires);
        const kept = await store(catalogue, staffed.document);
        const told = await verbs.emitter.emit(sqlOf(catalogue), [...staffed.facts], verbs.now());
        return { stored: kept, nudges: told.nudges };
      });
      verbs.nudge(nudges);
      return stored;
    },
  };
}

export function createTeamDoor({ prisma }: Pick<EmployeeVerbs, 'prisma'>): TeamDoor {
  return {
    list: (workspaceId, page) => listTeams(prisma, workspaceId, page),
    read: (workspaceId, id) => readTeam(prisma, workspaceId, id),
    create: (workspaceId, input) => createTeam(prisma, workspaceId, input),
    update: (workspaceId, input) => updateTeam(prisma, workspaceId, input),
    delete: (workspaceId, id) => prisma.$transaction((catalogue) => deleteTeam(catalogue, workspaceId, id)),
  };
}
