"""The journal in words: what its verbs, items and details are called (采集音像, 音像 12, 理由)."""

from collections.abc import Mapping
from enum import StrEnum

from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.verb_details import DETAILS


class Subject(StrEnum):
    """What an entry is about: the part of a verb before its point."""

    SESSION = "session"
    ACCOUNT = "account"
    BATCH = "batch"
    FOOTAGE = "footage"
    DEVICE = "device"
    NAMING = "naming"
    MARK = "mark"
    NOTE = "note"
    CASE = "case"
    DISC = "disc"
    LOAN = "loan"
    LEDGER = "ledger"
    DISCLOSURE = "disclosure"
    COMPLAINT = "complaint"
    PARTY = "party"
    JOURNAL = "journal"
    ARCHIVE = "archive"
    EVALUATION = "evaluation"
    RETENTION = "retention"
    HOLD = "hold"
    RULES = "rules"
    CLOCK = "clock"
    FIGURES = "figures"
    APPRAISAL = "appraisal"
    DESTRUCTION = "destruction"

    @property
    def label(self) -> str:
        """The subject in Chinese."""
        return _SUBJECT_TITLES[self]


_SUBJECT_TITLES = {
    Subject.SESSION: "登录",
    Subject.ACCOUNT: "账号",
    Subject.BATCH: "采集批次",
    Subject.FOOTAGE: "音像",
    Subject.DEVICE: "设备",
    Subject.NAMING: "命名规则",
    Subject.MARK: "时间标记",
    Subject.NOTE: "情况说明",
    Subject.CASE: "案卷",
    Subject.DISC: "光盘",
    Subject.LOAN: "借阅",
    Subject.LEDGER: "登记簿",
    Subject.DISCLOSURE: "公开申请",
    Subject.COMPLAINT: "复议应诉",
    Subject.PARTY: "当事人查阅",
    Subject.JOURNAL: "操作日志",
    Subject.ARCHIVE: "档案库",
    Subject.EVALUATION: "案卷评查",
    Subject.RETENTION: "保管期限",
    Subject.HOLD: "封存",
    Subject.RULES: "制度",
    Subject.CLOCK: "期限",
    Subject.FIGURES: "统计",
    Subject.APPRAISAL: "鉴定",
    Subject.DESTRUCTION: "销毁",
}

VERBS: Mapping[str, str] = {
    "account.added": "添加账号",
    "account.changed": "更改账号",
    "account.password_changed": "修改密码",
    "account.password_reset": "重置密码",
    "appraisal.added": "增加鉴定件",
    "appraisal.begun": "开始鉴定",
    "appraisal.concluded": "形成鉴定意见",
    "appraisal.dropped": "作废鉴定",
    "appraisal.judged": "填写鉴定意见",
    "appraisal.printed": "打印鉴定工作报告",
    "appraisal.removed": "移出鉴定件",
    "archive.backed_up": "备份数据库",
    "archive.check_printed": "打印核对报告",
    "archive.checked": "核对档案库",
    "archive.created": "建立档案库",
    "archive.copy_healed": "用档案库修复镜像里的文件",
    "archive.file_healed": "用镜像修复文件",
    "archive.mirror_images_chosen": "选择镜像是否包括光盘映像",
    "archive.restored": "从镜像恢复档案库",
    "archive.mirror_joined": "设置镜像",
    "archive.mirror_left": "停用镜像",
    "archive.mirror_moved": "更改镜像位置",
    "archive.mirrored": "同步镜像",
    "archive.digests_chosen": "选择采集时是否计算 SM3",
    "archive.registers_exported": "导出登记簿和清单",
    "archive.rota_changed": "更改定期复核",
    "archive.rota_read": "定期复核原件",
    "batch.begun": "开始采集",
    "batch.finished": "完成采集",
    "batch.late_explained": "说明迟交原因",
    "batch.printed": "打印交接登记表",
    "batch.settled": "处理中断的采集",
    "batch.stopped": "停止采集",
    "case.archived": "案卷归档",
    "case.certificate_noted": "登记执法证件有效期",
    "case.call_up_ended": "结束审核调阅",
    "case.call_up_named": "指定审核调阅",
    "case.changed": "更改案卷",
    "case.duties_exported": "导出案卷核查表",
    "case.document_added": "登记文书",
    "case.document_changed": "更改文书",
    "case.document_removed": "移除文书",
    "case.explained": "说明必录环节或文书时间",
    "case.explanation_withdrawn": "撤回说明",
    "case.footage_linked": "关联音像",
    "case.footage_unlinked": "移出案卷",
    "case.list_imported": "导入案卷清单",
    "case.nature_confirmed": "确认四性检测项目",
    "case.natures_tested": "四性检测",
    "case.printed": "打印案卷文书",
    "case.published": "登记执法公示",
    "case.unpublished": "登记撤下公示",
    "case.registered": "登记案卷",
    "case.reopened": "同意重新打开案卷",
    "case.reopening_asked": "申请重新打开案卷",
    "case.reopening_declined": "不同意重新打开案卷",
    "case.scan_added": "添加扫描件",
    "case.scan_opened": "查看扫描件",
    "case.scan_removed": "移除扫描件",
    "case.supplemented": "归档后补充说明",
    "case.binding_described": "填写案卷封面",
    "case.binding_order_set": "设置立卷顺序",
    "case.transferred": "移交案卷",
    "device.changed": "更改设备",
    "case.begun_urgently": "登记紧急立案",
    "case.urgency_withdrawn": "撤回紧急立案",
    "clock.late_explained": "说明逾期原因",
    "clock.list_exported": "导出到期清单",
    "destruction.approved": "批准销毁",
    "destruction.begun": "开始销毁",
    "destruction.disc_settled": "登记光盘已销毁",
    "destruction.finished": "完成销毁",
    "destruction.printed": "打印销毁清册",
    "destruction.proposed": "编制销毁清册",
    "destruction.refused": "不予批准销毁",
    "destruction.resumed": "接着销毁",
    "destruction.witnessed": "监销确认",
    "device.clock_measured": "登记设备校时",
    "device.clock_withdrawn": "撤回设备校时",
    "device.corrected": "更正设备领用登记",
    "device.issued": "发放设备",
    "device.maintained": "登记设备维护",
    "device.printed": "打印设备单据",
    "device.registered": "登记设备",
    "device.retired": "报废设备",
    "device.returned": "收回设备",
    "complaint.registered": "登记复议应诉",
    "disclosure.abandoned": "公开申请视为放弃",
    "disclosure.answer": "批准公开答复",
    "disclosure.ask_correction": "告知补正公开申请",
    "disclosure.consult": "征求第三方意见",
    "disclosure.consulted": "第三方意见收到或期满",
    "disclosure.corrected": "收到公开申请的补正",
    "disclosure.deliver": "送达公开答复",
    "disclosure.extend": "延长公开答复期限",
    "disclosure.printed": "打印公开申请单据",
    "disclosure.propose": "拟定公开答复",
    "disclosure.registered": "登记公开申请",
    "disclosure.send_back": "退回重拟公开答复",
    "disclosure.withdrawn": "撤回公开申请",
    "disc.built": "制作光盘映像",
    "disc.burn_failed": "刻录失败",
    "disc.burned": "刻录光盘",
    "disc.calibrated": "校准打印",
    "disc.check_rule_set": "设定光盘抽检",
    "disc.image_verified": "核对光盘映像",
    "disc.migrating": "迁移光盘",
    "disc.numbering_changed": "更改光盘编号规则",
    "disc.placed": "光盘上架",
    "disc.planned": "编制光盘",
    "disc.printed": "打印光盘标识",
    "disc.read_back": "读检光盘",
    "disc.retired": "光盘报废",
    "disc.round_drawn": "抽取检测光盘",
    "disc.round_extended": "扩大光盘抽检",
    "disc.round_finished": "完成光盘抽检",
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
    "evaluation.exported": "导出评查结果",
    "evaluation.findings_sent": "下发整改通知",
    "evaluation.handed_in": "提交评分",
    "evaluation.opened": "打开评查案卷",
    "evaluation.printed": "打印评查文书",
    "evaluation.reassigned": "改派评查员",
    "evaluation.recused": "声明回避",
    "evaluation.scored": "评分",
    "evaluation.settled": "处理评分分歧",
    "evaluation.sheet_saved": "保存评分表",
    "evaluation.taken_back": "撤回评分",
    "evaluation.withdrawn": "撤销评查",
    "evaluation.extended": "延长整改期限",
    "evaluation.deduction_restored": "恢复扣分",
    "batch.lists_rewritten": "重写批次清单",
    "figures.entered": "填写年报数据",
    "figures.exported": "导出统计",
    "figures.handed_in": "登记年报报送",
    "footage.clip_saved": "截取片段",
    "footage.copied_out": "复制音像",
    "footage.destroyed": "销毁音像",
    "footage.corrected": "更正音像",
    "footage.flagged": "标注涉密、敏感",
    "footage.unflagged": "解除涉密、敏感标注",
    "footage.healed": "用镜像修复原件",
    "footage.examined": "解码检查音像",
    "footage.imported": "采集音像",
    "footage.mirror_healed": "用原件修复镜像",
    "footage.named": "同一音像再次采集",
    "footage.put_back": "原件放回原处",
    "footage.opened": "打开音像",
    "footage.set_aside": "列为与执法无关",
    "footage.repaired": "制作修复件",
    "footage.still_saved": "截取画面",
    "footage.times_confirmed": "认定时间写法",
    "footage.times_withdrawn": "撤回时间认定",
    "footage.taken_back": "恢复为执法音像",
    "footage.watched": "播放音像",
    "journal.exported": "导出操作日志",
    "hold.placed": "登记封存",
    "hold.released": "解除封存",
    "ledger.corrected": "更正登记簿",
    "ledger.exported": "导出登记簿",
    "loan.approved": "批准借阅",
    "loan.draft_deleted": "删除借阅草稿",
    "loan.draft_saved": "保存借阅草稿",
    "loan.notice_sent": "发出催还通知",
    "loan.paper_attached": "附上纸质审批单",
    "loan.released": "先行利用",
    "loan.signer_named": "指定签署人",
    "loan.volume_registered": "登记纸质卷册",
    "loan.deputy_appointed": "指定审批代理",
    "loan.deputy_ended": "结束审批代理",
    "loan.effect_noted": "登记利用效果",
    "loan.handed_out": "办理借出",
    "loan.incident_reported": "登记损坏遗失",
    "loan.incident_settled": "处理损坏遗失",
    "loan.partly_returned": "部分归还",
    "loan.printed": "打印借阅单据",
    "loan.provided": "对外提供",
    "loan.provision_received": "登记签收",
    "loan.recalled": "催还",
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
    "mark.list_exported": "导出标记清单",
    "mark.removed": "删除时间标记",
    "mark.restored": "恢复时间标记",
    "note.declined": "不同意情况说明",
    "note.printed": "打印情况说明",
    "note.signed": "签署情况说明",
    "note.written": "填写情况说明",
    "naming.deleted": "删除命名规则",
    "naming.saved": "保存命名规则",
    "naming.switched": "启停命名规则",
    "retention.activity_chosen": "选定巡查或检查",
    "retention.case_classed": "划定案卷保管期限",
    "retention.event_entered": "登记长期保存情形",
    "retention.event_withdrawn": "撤回长期保存情形",
    "retention.raised": "延长保管期限",
    "retention.reviewed": "重算保管期限",
    "retention.schedule_set": "设定保管期限表",
    "rules.adopted": "采用制度新版本",
    "rules.applied": "选定适用制度",
    "rules.calendar_set": "更改放假安排",
    "rules.calendar_withdrawn": "撤回放假安排",
    "party.copied": "为当事人复制",
    "party.printed": "打印当事人查阅记录",
    "party.requested": "申请当事人查阅",
    "party.shown": "当事人查阅",
    "session.refused": "登录失败",
    "session.signed_in": "登录",
    "session.signed_out": "退出登录",
}
"""Every verb that the journal has, and how a person says it."""

ITEMS: Mapping[str, str] = {
    "account": "账号 {name}",
    "appraisal": "鉴定 {name}",
    "destruction": "销毁清册 {name}",
    "hold": "封存 {name}",
    "retention": "保管期限表",
    "archive": "档案库",
    "attachment": "扫描件或附件 {name}",
    "kept_copy": "留存件 {name}",
    "quarantine": "隔离文件 {name}",
    "image": "光盘映像 {name}",
    "backup": "备份 {name}",
    "batch": "批次 {name}",
    "case": "案卷 {name}",
    "certificate": "执法证件 {name}",
    "device": "设备 {name}",
    "complaint": "复议应诉 {name}",
    "deputy": "代理 {name}",
    "disclosure": "公开申请 {name}",
    "disc": "光盘 {name}",
    "disc_round": "抽检 {name}",
    "evaluation": "评查 {name}",
    "footage": "音像 {name}",
    "incident": "损坏遗失 {name}",
    "journal": "日志 {name}",
    "loan": "借阅 {name}",
    "urgent": "紧急立案 {name}",
    "figures": "统计 {name}",
    "worklist": "工作台",
    "mirror": "镜像",
    "note": "情况说明 {name}",
    "party": "当事人查阅 {name}",
    "provision": "对外提供 {name}",
    "ledger": "登记簿 {name}",
    "volume": "纸质卷册 {name}",
    "regulation": "制度 {name}",
    "calendar": "放假安排 {name}",
    "naming": "命名规则 {name}",
    "ruling": "时间认定 {name}",
    "score_sheet": "评分表 {name}",
}
"""The kinds of things that entries name, as `kind:name`."""


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
