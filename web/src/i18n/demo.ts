// The words of a demonstration.
export const w = {
  title: '换个身份看看', sub: '演示平台，点一个人直接登录', now: '现在的身份', waiting: (n: number, acts: string[]) => n ? `待办 ${n} 件：${acts.join('、')}` : '没有待办',
}
