// Where an object of each kind is looked at: its own screen when there is one, the drawn one otherwise.
const own: Record<string, string> = { application: '/applications', bill: '/bills', work_order: '/work-orders', resource: '/resources', info_system: '/systems', delivery_order: '/deliveries', review_task: '/tasks', pool: '/pools' }
export const linkOf = (entity: string, id: string) => own[entity] ? `${own[entity]}/${id}` : `/o/${entity}/${id}`
export const listOf = (entity: string) => own[entity] ?? `/o/${entity}`
