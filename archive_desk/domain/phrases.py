"""Phrases that become part of the record, in the archive's language whatever the window's."""

PURPOSES = ("办案需要", "行政复议", "行政诉讼", "案卷评查", "核查投诉")
"""Usual purposes of a loan."""

PLACES = ("档案室内", "本单位办公室", "外单位")
"""Usual places where things are used."""

CONSENTS = ("同意。", "同意，注意保密。", "同意，用后及时归还。")
"""Usual opinions of an approver."""

REFUSALS = ("用途不明，请补充说明。", "与承办工作无关。", "资料正在使用，请稍后申请。")
"""Usual reasons for refusing."""

COMPLETIONS = ("请补充用途和依据。", "请写明具体案卷或时段。", "请缩短使用期限。")
"""Usual reasons for sending a request back to be completed."""

REVOCATIONS = ("案件已办结，不再需要。", "超出批准用途。", "有保密要求，停止利用。")
"""Usual reasons for taking an approval back."""

EMERGENCIES = ("现场取证急需。", "当事人权益须立即保护。", "上级机关限时调阅。")
"""Usual reasons for using something before it is approved."""

EFFECTS = ("作为证据使用。", "核实了案件事实。", "答复行政复议。", "解决投诉。")
"""Usual results of a use."""

CORRECTIONS = ("登记笔误。", "实际归还日期早于登记日期。")
"""Usual reasons for correcting the register."""

RECALLS = ("有人等待借用。", "盘点需要。", "已逾期，请立即归还。")
"""Usual reasons for asking for something back."""
