// The words of lists and of what changes under them, apart from those the first screen needs.
export const w = {
  views: { title: '我的视图', changed: (n: string) => `${n}（已改）`, back: '还原', none: '还没有视图。先筛选、排序，再起个名字保存。', name: '给现在的筛选起个名字', keep: '保存视图', first: '设为默认', isFirst: '默认', firstOf: (n: string) => `把视图 ${n} 设为默认`, noFirstOf: (n: string) => `视图 ${n} 不再作默认`, dropOf: (n: string) => `移除视图 ${n}`, drop: '移除', forWhom: '谁可以用', mine: '仅自己', with: (r: string) => `本单位${r}`, shared: '共用', by: (n: string) => `${n}共用`, saved: (n: string) => `已保存视图 ${n}` },
  columns: { title: '列', standard: '恢复默认', up: (n: string) => `${n}前移`, down: (n: string) => `${n}后移`, compact: '紧凑行距' },
  newer: { says: '版本已变化：别人刚改过这一项。填写的内容还在。', load: '重新载入' },
}
