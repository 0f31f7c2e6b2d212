import type { LiveFeed, RunVerbs } from '@sista/runtime';
import type { CatalogueTransaction, PrismaClient } from '@sista/runtime/db';
import type { BinAnswer, BinRequest, BinRequestSummary } from '@sista/shared/bin/bin.schema';
import type { CaptureDetail, CaptureSummary, ListCapturesQuery } from '@sista/shared/capture/capture.schema';
import type {
  DeliveryDetail,
  DeliveryListInput,
  DeliverySummary,
} from '@sista/shared/delivery/delivery.schema';
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
import type {
  CreateProviderInput,
  ModelList,
  ModelProvider,
  ProviderCheck,
  UpdateProviderInput,
} from '@sista/shared/model/model-provider.schema';
import type { OpenCredential } from '@sista/shared/node/step-context';
import type { Page } from '@sista/shared/page.schema';
import type { RunStatus } from '@sista/shared/run/run-status';
import type { TemplateHire } from '@sista/shared/template/define-template';
import type { z } from 'zod';

/** What happened to a flow lately. `runId` is a UUID. */
export type FlowActivity = {
  lastRun: { runId: string; status: RunStatus; at: string } | null;
  runs24h: number;
  failed24h: number;
};

/** A request to a bin, as it came. */
export type BinCall = {
  binKey: string;
  method: string;
  /** Behind the bin's key, with its slash; empty for the bin itself. */
  path: string;
  query: string;
  headers: Record<string, string>;
  body: Uint8Array;
  remote: string | null;
};

/** Who asks, as events name them: `mem_…`, `key_…`. */
export type Asking = { workspaceId: string; by: { id: string; name: string } | null };
export type HiredVia = { via: 'person' | 'api' | 'import' } | { via: 'template'; templateId: string };

export type ShownSecret = { fingerprint: string; createdAt: string; value: string | null };

/**
 * What the rim needs of the Runtime. Ids are UUIDs unless said; all verbs throw a Refusal where something cannot be
 * had, `not_found` also for what is another workspace's.
 */
export type ServerRuntime = {
  runs: RunVerbs;
  live: LiveFeed;
  flows: {
    /** By the flow's UUID; flows that never ran are there too. */
    activityOf(workspaceId: string, flowIds: readonly string[]): Promise<ReadonlyMap<string, FlowActivity>>;
    /** The draft as an unpublished version, for tests. Refuses a draft that cannot run. */
    freezeDraft(workspaceId: string, flowId: string): Promise<{ versionId: string; document: FlowDocument }>;
  };
  credentials: {
    /** Null where the workspace has none of this id. Throws where it cannot be opened. */
    open(workspaceId: string, credentialId: string): Promise<OpenCredential | null>;
  };
  captures: {
    list(workspaceId: string, query: ListCapturesQuery): Promise<Page<CaptureSummary>>;
    read(workspaceId: string, captureId: string): Promise<CaptureDetail>;
    replay(replay: {
      workspaceId: string;
      captureId: string;
      version: 'live' | 'draft';
      trust: boolean;
      by: string;
    }): Promise<{ runId: string; flowId: string }>;
  };
  deliveries: {
    list(workspaceId: string, query: DeliveryListInput): Promise<Page<DeliverySummary>>;
    read(workspaceId: string, deliveryId: string): Promise<DeliveryDetail>;
    /** Answers the UUID of the delivery that is on its way. */
    replay(workspaceId: string, deliveryId: string): Promise<string>;
    showSigningSecret(workspaceId: string): Promise<ShownSecret>;
    rotateSigningSecret(
      workspaceId: string,
      overlapHours: number,
    ): Promise<{ value: string; fingerprint: string }>;
  };
  bins: {
    listRequests(
      workspaceId: string,
      binId: string,
      page: { limit: number; after?: string | undefined },
    ): Promise<Page<BinRequestSummary>>;
    readRequest(workspaceId: string, binId: string, requestId: string): Promise<BinRequest>;
    /** The workspace's own address, where tests that hold back send to; made when there is none. */
    defaultBin(workspaceId: string): Promise<{ id: string }>;
    /** Keeps what came and says what to answer; null where there is no such bin. */
    keepRequest(call: BinCall): Promise<BinAnswer | null>;
  };
  employees: {
    list(workspaceId: string, query: z.output<typeof listEmployeesInput>): Promise<Page<Employee>>;
    read(workspaceId: string, employeeId: string): Promise<Employee>;
    hire(asking: Asking & HiredVia, input: HireEmployeeInput): Promise<Employee>;
    update(asking: Asking, input: UpdateEmployeeInput): Promise<Employee>;
    archive(asking: Asking, employeeId: string): Promise<Employee>;
    /**
     * Puts people into a document that names roles, newly hired where nobody has the role, and lets `store` write it
     * in the same commit. `db` opens the transaction, so that a bound client stays bound inside.
     */
    staffDocument<Stored>(
      db: Pick<PrismaClient, '$transaction'>,
      asking: Asking & HiredVia,
      draft: { document: FlowDocument; hires: readonly TemplateHire[] },
      store: (catalogue: CatalogueTransaction, document: FlowDocument) => Promise<Stored>,
    ): Promise<Stored>;
  };
  teams: {
    list(workspaceId: string, page: { limit: number; after?: string | undefined }): Promise<Page<Team>>;
    read(workspaceId: string, teamId: string): Promise<Team>;
    create(workspaceId: string, input: CreateTeamInput): Promise<Team>;
    update(workspaceId: string, input: UpdateTeamInput): Promise<Team>;
    delete(workspaceId: string, teamId: string): Promise<void>;
  };
  models: {
    list(workspaceId: string): Promise<ModelList>;
    create(workspaceId: string, input: CreateProviderInput): Promise<ModelProvider>;
    update(workspaceId: string, input: UpdateProviderInput): Promise<ModelProvider>;
    delete(workspaceId: string, providerId: string): Promise<void>;
    check(workspaceId: string, providerId: string): Promise<ProviderCheck>;
    /** `<provider>:<model>` */
    setDefault(workspaceId: string, model: string): Promise<ModelList>;
  };
};
