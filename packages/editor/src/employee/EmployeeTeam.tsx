import { Avatar } from '../ui/Avatar.tsx';
import { CatalogueIcon } from '../ui/catalogue-icons.tsx';
import { IconTool } from '../ui/icons.ts';
import { PageLink } from '../ui/PageLink.tsx';
import { Mark, StatusBadge } from '../ui/StatusBadge.tsx';
import classes from './EmployeeListPage.module.css';
import { ModelLabel } from './ModelLabel.tsx';
import { roleIcon } from './role-list.ts';

export type TeamMember = {
  id: string;
  name: string;
  title: string;
  role: string;
  status: string;
  model: string;
  teamId: string | null;
  teamName: string | null;
  tools: readonly { name: string }[];
};

/** The employees of one team as cards; without a team they sit on the bench. */
export function EmployeeTeam({ teamId, members }: { teamId: string | null; members: readonly TeamMember[] }) {
  const name = members[0]?.teamName ?? 'The bench';
  return (
    <section className={classes.team} aria-label={name}>
      <header>
        <h2>{teamId === null ? name : <PageLink to={`/teams/${teamId}`}>{name}</PageLink>}</h2>
        <span>
          {members.length === 1 ? '1 employee' : `${members.length} employees`}
          {teamId === null && ', without a team and without tools'}
        </span>
      </header>
      <ul className={classes.cards}>
        {members.map((member) => (
          <Card key={member.id} member={member} />
        ))}
      </ul>
    </section>
  );
}

function Card({ member: { id, name, title, role, status, model, tools } }: { member: TeamMember }) {
  return (
    <li className={classes.card}>
      <div className={classes.who}>
        <Avatar name={name} seed={id} size={40} />
        <div>
          <PageLink to={`/employees/${id}`}>{name}</PageLink>
          <span className={classes.title}>
            <CatalogueIcon name={roleIcon(role)} size={15} />
            {title}
          </span>
        </div>
        {status !== 'active' && <StatusBadge status={status} />}
      </div>
      <div className={classes.marks}>
        <ModelLabel model={model} />
        <Mark icon={IconTool}>{tools.length === 1 ? '1 tool' : `${tools.length} tools`}</Mark>
      </div>
    </li>
  );
}
