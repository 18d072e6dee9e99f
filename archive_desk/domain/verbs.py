"""The journal in words: what its verbs, items and details are called (采集音像, 音像 12, 理由)."""

from collections.abc import Mapping
from enum import StrEnum

from archive_desk.domain.sentences import Sentence, say


class Subject(StrEnum):
    """What an entry is about: the part of a verb before its point."""

    SESSION = "session"
    ACCOUNT = "account"
    BATCH = "batch"
    FOOTAGE = "footage"
    DEVICE = "device"
    MARK = "mark"
    NOTE = "note"
    CASE = "case"
    DISC = "disc"
    LOAN = "loan"
    LEDGER = "ledger"
    JOURNAL = "journal"
    ARCHIVE = "archive"
    EVALUATION = "evaluation"

    @property
    def label(self) -> str:
        """The subject in Chinese."""
        return _SUBJECT_TITLES[self]


_SUBJECT_TITLES = {
    Subject.SESSION: "登录",
    Subject.ACCOUNT: "账号",
    Subject.BATCH: "采集批次",
    Subject.FOOTAGE: "音像",
    Subject.DEVICE: "记录仪",
    Subject.MARK: "时间标记",
    Subject.NOTE: "情况说明",
    Subject.CASE: "案卷",
    Subject.DISC: "光盘",
    Subject.LOAN: "借阅",
    Subject.LEDGER: "登记簿",
    Subject.JOURNAL: "操作日志",
    Subject.ARCHIVE: "档案库",
    Subject.EVALUATION: "案卷评查",
}

VERBS: Mapping[str, str] = {
    "account.added": "添加账号",
    "account.changed": "更改账号",
    "account.password_changed": "修改密码",
    "account.password_reset": "重置密码",
    "archive.backed_up": "备份数据库",
    "archive.checked": "核对档案库",
    "archive.created": "建立档案库",
    "archive.mirror_joined": "设置镜像",
    "archive.mirror_left": "停用镜像",
    "archive.mirror_moved": "更改镜像位置",
    "archive.mirrored": "同步镜像",
    "archive.digests_chosen": "选择采集时是否计算 SM3",
    "batch.begun": "开始采集",
    "batch.finished": "完成采集",
    "batch.printed": "打印交接登记表",
    "batch.settled": "处理中断的采集",
    "batch.stopped": "停止采集",
    "case.archived": "案卷归档",
    "case.changed": "更改案卷",
    "case.document_added": "登记文书",
    "case.document_changed": "更改文书",
    "case.document_removed": "移除文书",
    "case.footage_linked": "关联音像",
    "case.footage_unlinked": "移出案卷",
    "case.registered": "登记案卷",
    "device.changed": "更改记录仪",
    "device.clock_measured": "登记设备校时",
    "device.clock_withdrawn": "撤回设备校时",
    "device.registered": "登记记录仪",
    "disc.built": "制作光盘映像",
    "disc.burn_failed": "刻录失败",
    "disc.burned": "刻录光盘",
    "disc.image_verified": "核对光盘映像",
    "disc.placed": "光盘上架",
    "disc.planned": "编制光盘",
    "disc.printed": "打印光盘标识",
    "disc.read_back": "读检光盘",
    "disc.retired": "光盘报废",
    "footage.aligned": "对齐音像时间轴",
    "footage.alignment_withdrawn": "撤回时间轴对齐",
    "evaluation.added": "筹备评查",
    "evaluation.answer_accepted": "认可整改",
    "evaluation.answer_returned": "退回整改",
    "evaluation.answered": "答复整改",
    "evaluation.assigned": "分派评查员",
    "evaluation.begun": "开始评查",
    "evaluation.case_added": "增加评查案卷",
    "evaluation.case_removed": "移出评查案卷",
    "evaluation.changed": "更改评查方案",
    "evaluation.closed": "结束评查",
    "evaluation.deducted": "扣分",
    "evaluation.deduction_changed": "更改扣分",
    "evaluation.deduction_removed": "删除扣分",
    "evaluation.draw_discarded": "作废抽样",
    "evaluation.drawn": "评查抽样",
    "evaluation.findings_sent": "下发整改通知",
    "evaluation.handed_in": "提交评分",
    "evaluation.opened": "打开评查案卷",
    "evaluation.reassigned": "改派评查员",
    "evaluation.recused": "声明回避",
    "evaluation.scored": "评分",
    "evaluation.settled": "处理评分分歧",
    "evaluation.sheet_saved": "保存评分表",
    "evaluation.taken_back": "撤回评分",
    "footage.copied_out": "复制音像",
    "footage.corrected": "更正音像",
    "footage.healed": "用镜像修复原件",
    "footage.imported": "采集音像",
    "footage.mirror_healed": "用原件修复镜像",
    "footage.named": "同一音像再次采集",
    "footage.put_back": "原件放回原处",
    "footage.opened": "打开音像",
    "footage.still_saved": "截取画面",
    "footage.times_confirmed": "认定时间写法",
    "footage.times_withdrawn": "撤回时间认定",
    "footage.watched": "播放音像",
    "journal.exported": "导出操作日志",
    "ledger.exported": "导出登记簿",
    "loan.approved": "批准借阅",
    "loan.deputy_appointed": "指定审批代理",
    "loan.deputy_ended": "结束审批代理",
    "loan.handed_out": "办理借出",
    "loan.printed": "打印借阅审批表",
    "loan.refused": "不予批准",
    "loan.renewed": "续借",
    "loan.requested": "申请借阅",
    "loan.resubmitted": "补正后重新提交",
    "loan.returned": "办理归还",
    "loan.revoked": "撤销批准",
    "loan.sent_back": "退回补正",
    "loan.signed": "签署意见",
    "loan.withdrawn": "撤回申请",
    "mark.added": "添加时间标记",
    "mark.changed": "更改时间标记",
    "mark.categories_set": "设置标记类别",
    "mark.removed": "删除时间标记",
    "mark.restored": "恢复时间标记",
    "note.declined": "不同意情况说明",
    "note.printed": "打印情况说明",
    "note.signed": "签署情况说明",
    "note.written": "填写情况说明",
    "session.refused": "登录失败",
    "session.signed_in": "登录",
    "session.signed_out": "退出登录",
}
"""Every verb that the journal has, and how a person says it."""

ITEMS: Mapping[str, str] = {
    "account": "账号 {name}",
    "archive": "档案库",
    "backup": "备份 {name}",
    "batch": "批次 {name}",
    "case": "案卷 {name}",
    "device": "记录仪 {name}",
    "deputy": "代理 {name}",
    "disc": "光盘 {name}",
    "evaluation": "评查 {name}",
    "footage": "音像 {name}",
    "journal": "日志 {name}",
    "loan": "借阅 {name}",
    "mirror": "镜像",
    "note": "情况说明 {name}",
    "ruling": "时间认定 {name}",
    "score_sheet": "评分表 {name}",
}
"""The kinds of things that entries name, as `kind:name`."""

DETAILS: Mapping[str, str] = {
    "account": "账号",
    "act": "利用方式",
    "acts": "利用方式",
    "active": "启用",
    "alignment": "对齐记录",
    "attempt": "第几次",
    "after": "中断之前的音像",
    "basis": "依据",
    "before": "中断之后的音像",
    "brand": "介质品牌",
    "behind": "尚缺",
    "batch": "批次",
    "bytes": "字节数",
    "case": "案卷",
    "categories": "各类标记",
    "cause": "案由",
    "certificate_no": "执法证号",
    "changes": "更改",
    "checked": "已核对",
    "condition": "归还状况",
    "device": "设备编号",
    "deputy": "代理人",
    "deputy_for": "代签",
    "document": "文书编号",
    "drive": "光驱",
    "drive_name": "光驱名称",
    "due": "应还时间",
    "ended_at": "结束时间",
    "error": "校时编号",
    "failed": "未能采集",
    "fault": "时间写法",
    "file": "文件",
    "files": "文件数",
    "finding_count": "问题数",
    "findings": "问题",
    "folder": "文件夹",
    "footage": "音像编号",
    "found_sha256": "读到的 SHA-256",
    "full": "完整核对",
    "from": "起",
    "ground": "情形",
    "health": "完好情况",
    "how": "方法",
    "image": "映像",
    "imported": "已采集",
    "duplicate": "重复",
    "items": "内容",
    "kind": "执法类型",
    "late": "逾期",
    "line": "登记簿行号",
    "location": "存放位置",
    "media_batch": "介质批次",
    "medium_kind": "盘片类型",
    "measured_at": "校时时刻",
    "missing": "缺失",
    "model": "型号",
    "name": "名称",
    "no": "编号",
    "note": "备注",
    "number": "编号",
    "officer": "执法人员",
    "officers": "执法人员",
    "offset_ms": "移动（毫秒）",
    "clock_offset_ms": "时钟误差（毫秒）",
    "opened_on": "立案日期",
    "opinion": "意见",
    "organisation": "单位",
    "party": "当事人",
    "path": "存放路径",
    "principal": "被代理人",
    "purpose": "用途",
    "reason": "理由",
    "regulation": "制度",
    "removed": "已清理",
    "replaces": "接续",
    "role": "角色",
    "ruling": "认定编号",
    "section": "股室",
    "set_aside": "移开的文件",
    "sha256": "SHA-256",
    "size_bytes": "大小（字节）",
    "skipped": "跳过",
    "sm3": "SM3",
    "source": "来源",
    "stage": "环节",
    "started_at": "开始时间",
    "step": "审批步骤",
    "target": "对象",
    "text": "内容",
    "type": "种类",
    "waste": "废盘编号",
    "uncertainty_ms": "误差范围（毫秒）",
    "valid_from": "适用起点",
    "valid_until": "适用终点",
    "until": "止",
    "wanted": "计算",
    "why": "原因",
    "written_bytes": "已写字节",
    "without_acts": "不含的方式",
    "without_items": "不含的内容",
    "agreed": "同意",
    "archived_only": "只评查已归档案卷",
    "at_ms": "位置（毫秒）",
    "bar_same_section": "同股室回避",
    "choice": "处理",
    "closed": "办结日期",
    "deduction": "扣分编号",
    "draw": "第几次抽样",
    "drawn": "抽中案卷",
    "each_stratum": "每层至少一件",
    "frame": "画面",
    "grade": "等次",
    "item": "评分项目",
    "kinds": "执法类型",
    "lead": "组长",
    "left": "不采纳的建议",
    "notice": "整改通知",
    "notices": "整改通知",
    "origin": "建议来源",
    "period": "评查期间",
    "points": "分值",
    "population": "抽样总体件数",
    "population_sha256": "抽样总体校验值",
    "rectification_days": "整改期限（工作日）",
    "reviewer": "评查员",
    "seat": "席位",
    "seats": "分派",
    "second_review": "设复评",
    "sections": "股室",
    "seed": "随机种子",
    "share_percent": "抽样比例（%）",
    "count": "抽样件数",
    "sheet": "评分表",
    "title": "题名",
    "verdict": "认定",
    "version": "版本",
    "way": "方式",
    "form": "表单",
    "expires_at": "有效期至",
}
"""What the details of an entry are called; others are shown under their own names."""


def verb_title(verb: str) -> Sentence:
    """A verb in words; one that is not known as it is."""
    return say(VERBS.get(verb, verb.replace("{", "").replace("}", "")))


def item_title(item: str) -> Sentence:
    """What an entry is about, in words: `音像 12`; empty if it names nothing."""
    kind, colon, name = item.partition(":")
    template = ITEMS.get(kind)
    if template is None:
        return Sentence("{item}", item=item)
    if not colon or "{name}" not in template:
        return say(template)
    return say(template, name=name)


def detail_title(key: str) -> Sentence:
    """What a detail is called."""
    title = DETAILS.get(key)
    return Sentence("{key}", key=key) if title is None else say(title)
